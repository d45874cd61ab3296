import { MadeCredentials } from '../../../activities/cloudflare/made-credentials';
import type { TimelineEvent } from '../../../domain/investigation/timeline';

const at = (hour: number) => Date.UTC(2026, 10, 22, hour);
const ID = 'ab'.repeat(16);

/** An event that makes a token. */
const making = (hour: number, more: Partial<TimelineEvent> = {}) =>
  ({
    time: new Date(at(hour)).toISOString(),
    kind: 'credential_minted',
    outcome: 'success',
    matchedBy: 'actor',
    target: ID,
    area: 'accounts/tokens',
    ...more,
  }) as TimelineEvent;
const made = (named: string | null = null) => new MadeCredentials(named, at(20));

describe('a credential that the actor made', () => {
  it('is followed from then to the end of the window, and belongs to the actor', () => {
    const credentials = made('named-token');
    expect(credentials.useAfter(making(12))).toEqual({ tokenId: ID, fromMs: at(12), toMs: at(20), isPersons: false });
    expect(credentials.ids()).toEqual(['named-token', ID]);
  });

  it('is followed from its making on when its rolling was met first', () => {
    const credentials = made();
    credentials.useAfter(making(12, { kind: 'credential_rolled' }));
    expect(credentials.useAfter(making(9))).toMatchObject({ fromMs: at(9), toMs: at(12) });
    expect(credentials.useAfter(making(10))).toBeUndefined();
  });

  it.each(['user/tokens', 'user/tokens/value'])('as a person’s (%s) works in every account', (area) => {
    expect(made().useAfter(making(12, { area }))).toMatchObject({ isPersons: true });
  });

  it('is the eleventh: no more are followed', () => {
    const credentials = made();
    const nth = (n: number) => n.toString(16).padStart(32, 'a');
    for (let n = 0; n < 10; n += 1) credentials.useAfter(making(12, { target: nth(n) }));
    expect(credentials.useAfter(making(12, { target: nth(10) }))).toBe('too_many');
    expect(credentials.useAfter(making(11, { target: nth(3) }))).toMatchObject({ toMs: at(12) });
  });

  it.each([
    ['it failed', { outcome: 'failure' }],
    ['somebody else at the same address made it', { matchedBy: 'address' }],
    ['it was only changed', { kind: 'credential_changed' }],
    ['it has no id', { target: 'accounts/tokens' }],
    ['it has no time', { time: null }],
    ['it is the one that was named', { target: 'cd'.repeat(16) }],
  ] satisfies [string, Partial<TimelineEvent>][])('is not followed when %s', (_, more) => {
    expect(made('cd'.repeat(16)).useAfter(making(12, more))).toBeUndefined();
  });
});
