import type { Fault } from '../../../sandbox/http/faults';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { FaultyRig } from '../../support/faulty-rig';
import { storeError, type StoreFault } from '../../support/store-proxy';

type Trouble =
  (Omit<Fault, 'provider'> & { readonly at: 'cloudflare' | 'linear' }) | (StoreFault & { readonly at: 'store' });

let faulty: FaultyRig;
beforeEach(async () => {
  faulty = await FaultyRig.start();
}, 30_000);
afterEach(() => faulty.close(), 30_000);

function arm(trouble: Trouble): void {
  if (trouble.at === 'store') faulty.store.addFault(trouble);
  else faulty.control.addFault({ ...trouble, provider: trouble.at });
}

const hits = () => faulty.store.hits + faulty.control.faults().reduce((sum, fault) => sum + fault.hits, 0);
const times = ({ times = 1 }: Trouble) => times;

/** The one event of a test, all the way. */
async function expectHandled(token: string): Promise<void> {
  expect(await faulty.eventsIn('audit')).toEqual(['one']);
  expect(await faulty.eventsIn('assessed')).toEqual(['one']);
  expect(faulty.ticketed()).toEqual([token]);
}

const LOG = '/logs/audit';
const TOKEN = '/tokens/[0-9a-f]{32}$';
const CREATE = 'issueCreate';
const slowDown = { status: 503, body: storeError('SlowDown') };
/** Longer than any step may take. */
const TOO_LONG_S = 600;

describe('a storm that passes', () => {
  it.each<[string, Trouble]>([
    ['503 from the audit log', { at: 'cloudflare', path: LOG, times: 2, kind: { status: 503 } }],
    ['503 for a token', { at: 'cloudflare', path: TOKEN, times: 2, kind: { status: 503 } }],
    ['503 from the tracker', { at: 'linear', times: 2, kind: { status: 503 } }],
    ['SlowDown for events', { at: 'store', method: 'PUT', key: /^audit\//, times: 2, kind: slowDown }],
    ['SlowDown for records', { at: 'store', method: 'PUT', key: /^assessed\//, times: 2, kind: slowDown }],
    ['SlowDown for whatever is read', { at: 'store', method: 'GET', times: 2, kind: slowDown }],
    ['a 429 of the audit log', { at: 'cloudflare', path: LOG, kind: { rateLimited: 'with-retry-after' } }],
    ['a 429 for a token', { at: 'cloudflare', path: TOKEN, kind: { rateLimited: 'with-retry-after' } }],
    ['a 503 with a pause', { at: 'cloudflare', path: LOG, kind: { status: 503, headers: { 'retry-after': '1' } } }],
    ['a 400 of the tracker that is a limit', { at: 'linear', kind: { rateLimited: 'with-retry-after' } }],
    ['a 429 of the tracker', { at: 'linear', kind: { rateLimited: 'without-retry-after', status: 429 } }],
    ['a 200 of the tracker that is a limit', { at: 'linear', kind: { rateLimited: 'with-retry-after', status: 200 } }],
    ['a pause of the store', { at: 'store', method: 'PUT', kind: { ...slowDown, headers: { 'retry-after': '1' } } }],
  ])('%s is waited out within the run', async (_what, trouble) => {
    const token = faulty.flagged('one');
    arm(trouble);

    const result = await faulty.watch();

    expect(hits()).toBe(times(trouble));
    expect(result).toMatchObject({ outcome: 'ok', attention: [], pending: [] });
    await expectHandled(token);
  });
});

describe('a pause that is longer than a step may take', () => {
  const pause = { rateLimited: 'with-retry-after', retryAfterS: TOO_LONG_S } as const;
  const storePause = { status: 503, headers: { 'retry-after': String(TOO_LONG_S) } };
  const notRead = { attention: [expect.stringMatching(/v2 log was not read to its end/)], pending: [] };
  const left = (step: 'assess' | 'ticket') => ({ pending: [{ id: 'one', step, type: 'RateLimited' }] });

  it.each<[string, Trouble, object]>([
    ['the audit log', { at: 'cloudflare', path: LOG, kind: pause }, notRead],
    [
      'the audit log, which does not say how long',
      { at: 'cloudflare', path: LOG, kind: { rateLimited: 'without-retry-after' } },
      notRead,
    ],
    ['the reading of tokens', { at: 'cloudflare', path: TOKEN, kind: pause }, left('assess')],
    ['the tracker', { at: 'linear', operation: CREATE, kind: pause }, left('ticket')],
    [
      'the tracker, which says only when its budget is filled again',
      { at: 'linear', kind: { rateLimited: 'without-retry-after', retryAfterS: TOO_LONG_S } },
      left('ticket'),
    ],
    ['the writing of events', { at: 'store', method: 'PUT', key: /^audit\//, kind: storePause }, notRead],
    ['the writing of records', { at: 'store', method: 'PUT', key: /^judged\//, kind: storePause }, left('assess')],
  ])('of %s leaves the step to the next run, which finishes', async (_what, trouble, expected) => {
    const token = faulty.flagged('one');
    arm({ ...trouble, times: 'always' });

    expect(await faulty.watch()).toMatchObject({ outcome: 'attention', ...expected });
    expect(hits()).toBe(1);
    expect(await faulty.eventsIn('assessed')).toEqual([]);
    faulty.clearFaults();

    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', attention: [], pending: [] });
    await expectHandled(token);
  });

  it('of the store lets no manifest say that a window is done whose events could not be written', async () => {
    faulty.flagged('one');
    faulty.store.addFault({ method: 'PUT', key: /^audit\//, times: 'always', kind: storePause });

    await faulty.watch();

    const windows = await Promise.all(
      (await faulty.rig.keys('manifest/')).map(async (key) => (await faulty.rig.json(key))['windows']),
    );
    expect(windows.flat()).toEqual([]);
  });
});

describe('an answer that is none', () => {
  const kinds = ['success-false', 'truncated-json', 'wrong-schema', 'html'] as const;

  it.each(kinds)('(%s) is asked for again, wherever it comes from', async (kind) => {
    const token = faulty.flagged('one');
    arm({ at: 'cloudflare', path: LOG, kind });
    arm({ at: 'cloudflare', path: TOKEN, kind });
    arm({ at: 'cloudflare', path: 'permission_groups', kind });
    arm({ at: 'linear', operation: 'teams', kind: kind === 'success-false' ? 'truncated-json' : kind });
    arm({ at: 'linear', operation: CREATE, kind });

    const result = await faulty.watch();

    expect(hits()).toBe(5);
    expect(result).toMatchObject({ outcome: 'ok', attention: [], pending: [], flagged: 1 });
    await expectHandled(token);
    const [record] = await faulty.rig.keys('assessed/');
    expect(await faulty.rig.json(record!)).toMatchObject({ reasons: [{ code: 'write_scope' }] });
  });

  it('(an empty list with success: false) is no empty audit log', async () => {
    const token = faulty.flagged('one');
    const body = { success: false, errors: [{ code: 10_000 }], result: [], result_info: { count: '0', cursor: '' } };
    arm({ at: 'cloudflare', path: LOG, times: 3, kind: { status: 200, body } });

    const result = await faulty.watch();

    expect(hits()).toBe(3);
    expect(result).toMatchObject({ outcome: 'ok', pending: [] });
    await expectHandled(token);
  });

  it.each(['html', 'wrong-schema'] as const)(
    '(%s) again and again fails the run, and the next one reads it all',
    async (kind) => {
      const token = faulty.flagged('one');
      arm({ at: 'cloudflare', path: LOG, times: 'always', kind });

      expect(await faulty.failedWatch()).toMatchObject({ type: 'UnexpectedAnswer' });
      expect(hits()).toBe(3);
      faulty.clearFaults();

      expect(await faulty.watch()).toMatchObject({ outcome: 'ok', pending: [] });
      await expectHandled(token);
    },
  );
});

describe('a credential of ours that is not accepted', () => {
  const secret = () => faulty.rig.env['RIG_CLOUDFLARE']!;

  it.each<[string, Trouble, RegExp]>([
    [
      'Cloudflare',
      { at: 'cloudflare', path: LOG, kind: { status: 401, body: { success: false, errors: [] } } },
      /`token` setting/,
    ],
    [
      'Cloudflare, by 403',
      { at: 'cloudflare', path: LOG, kind: { status: 403, body: { success: false, errors: [] } } },
      /Account Settings: Read/,
    ],
    [
      'the tracker',
      { at: 'linear', kind: { status: 401, body: { errors: [{ message: 'planted' }] } } },
      /linear\.apiKey/,
    ],
    [
      'the store',
      { at: 'store', method: 'PUT', key: /^audit\//, kind: { status: 403, body: storeError('AccessDenied') } },
      /credential and its policy/,
    ],
  ])('by %s fails the run at once with the remedy, and the next run catches up', async (_who, trouble, remedy) => {
    const token = faulty.flagged('one');
    arm({ ...trouble, times: 'always' });

    const { type, message } = await faulty.failedWatch();
    expect(type).toBe('AuthRejected');
    expect(message).toMatch(remedy);
    expect(hits()).toBe(1);
    faulty.clearFaults();

    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', pending: [] });
    await expectHandled(token);
  });

  it('is what Cloudflare says of a token that was revoked', async () => {
    const token = faulty.flagged('one');
    faulty.control.setCaller(secret(), { accounts: [] });
    await expect(faulty.failedWatch()).resolves.toMatchObject({ type: 'AuthRejected' });
    faulty.control.setCaller(secret(), { accounts: [faulty.rig.accountId] });

    expect(await faulty.watch()).toMatchObject({ outcome: 'ok', pending: [] });
    await expectHandled(token);
  });

  it('for tokens alone flags every token as unread and names the permission', async () => {
    const permissions = STORY_SETTING.accounts[0]!.permissions.filter((name) => name !== 'Account API Tokens Read');
    faulty.control.setCaller(secret(), { permissions });
    const token = faulty.harmless('one');

    const result = await faulty.watch();

    expect(result).toMatchObject({
      outcome: 'attention',
      attention: [expect.stringContaining('"Account API Tokens: Read"')],
      pending: [],
      flagged: 1,
    });
    await expectHandled(token);
    const [record] = await faulty.rig.keys('assessed/');
    expect(await faulty.rig.json(record!)).toMatchObject({ reasons: [{ code: 'scope_unknown' }] });
  });
});
