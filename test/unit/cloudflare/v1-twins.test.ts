import { twinsOf } from '../../../activities/cloudflare/v1-twins';
import type { TimelineEvent } from '../../../domain/investigation/timeline';

const entry = (id: string, second: number, more: Partial<TimelineEvent> = {}): [string, TimelineEvent] => [
  id,
  {
    source: 'cloudflare',
    id,
    time: new Date(Date.UTC(2026, 10, 22, 12, 0, second)).toISOString(),
    kind: 'change',
    outcome: 'success',
    actor: { id: 'u1', email: 'dana@example.com', name: '', type: 'user' },
    address: null,
    country: null,
    userAgent: '',
    credentialId: null,
    target: '',
    area: '',
    requestId: null,
    approvedIssuer: false,
    text: { summary: '', targetName: '' },
    matchedBy: 'actor',
    ...more,
  },
];

describe('an act that both logs show', () => {
  it('is told by actor, kind and time', () => expect(twinsOf([entry('n', 0)], [entry('o', 9)])).toEqual(['o']));

  it('may have a vaguer name in the older one', () => {
    expect(twinsOf([entry('n', 0, { kind: 'security_weakened' })], [entry('o', 1)])).toEqual(['o']);
  });

  it('knows the actor by any spelling', () => {
    const actor = { id: '', email: 'Dana@Example.com', name: '', type: '' };
    expect(twinsOf([entry('n', 0)], [entry('o', 1, { actor })])).toEqual(['o']);
  });

  it('stands for one act of the older log, not for two', () => {
    expect(twinsOf([entry('n', 0)], [entry('o1', 1), entry('o2', 2)])).toEqual(['o1']);
  });

  it.each([
    ['later than ten seconds', entry('o', 11)],
    ['of another kind', entry('o', 1, { kind: 'secret_viewed' })],
    ['of somebody else', entry('o', 1, { actor: { id: '', email: 'eve@example.com', name: '', type: '' } })],
    ['that failed', entry('o', 1, { outcome: 'failure' })],
    ['without a time', entry('o', 1, { time: null })],
  ])('is none %s', (_, older) => expect(twinsOf([entry('n', 0)], [older])).toEqual([]));
});
