import { randomBytes } from 'node:crypto';
import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId, WRITES } from '../../support/audit-records';
import { TokenWatchRig } from '../../support/token-watch-rig';

const LABS_ID = randomBytes(16).toString('hex');

let rig: TokenWatchRig;
beforeAll(async () => {
  rig = await TokenWatchRig.start({ secondAccountId: LABS_ID });
}, 60_000);
afterAll(() => rig.close(), 60_000);

const ago = (minutes: number) => minutesBefore(Date.now(), minutes);
/** Keys of the archive that name an event's id, in any account. */
const objectsOf = async (id: string) => (await rig.keys('audit/')).filter((key) => key.includes(`_${id}.json`));
const ticketsAbout = (text: string) =>
  rig.sandbox.control.issues().filter(({ description }) => description.includes(text));

/** Adds an event whose token may only read, and lets the schedule look. */
function add(id: string, token: number, extra: Parameters<typeof tokenEvent>[0]['extra'] = {}, time = ago(5)): void {
  addToken(rig.sandbox, rig.accountId, tokenId(token), HARMLESS);
  rig.sandbox.control.addEvent(tokenEvent({ accountId: rig.accountId, id, token: tokenId(token), time, extra }));
}

describe('an event on the edge of a window', () => {
  it('is archived and judged once, whichever end it stands on', async () => {
    const first = await rig.watch();
    const { through } = first;
    // Windows share their edges: this is the end of the last window, the end of the overlap and the start of the next.
    add('edge-of-watermark', 1, {}, through);
    add('edge-of-overlap', 2, {}, new Date(Date.parse(through) - 30 * 60_000).toISOString());
    const before = rig.sandbox.control.requests({ pathMatches: '/tokens/a' }).length;

    const found = await rig.watch();
    const again = await rig.watch();

    expect(found).toMatchObject({ created: 2, outcome: 'ok' });
    expect(found.archived).toHaveLength(2);
    expect(again.created).toBe(0);
    expect(await objectsOf('edge-of-watermark')).toHaveLength(1);
    expect(await objectsOf('edge-of-overlap')).toHaveLength(1);
    expect(rig.sandbox.control.requests({ pathMatches: '/tokens/a' }).length - before).toBe(2);
  }, 60_000);
});

describe('events that are hard to tell apart or to read', () => {
  it('are each archived once', async () => {
    const time = ago(4);
    add('twin-one', 3, {}, time);
    add('twin-two', 4, {}, time);
    add('no-actor', 5, { actor: { id: '', type: '', email: '', context: '' } });
    add('odd', 6, { actor: 'not an object' });
    const anonymous = tokenEvent({ accountId: rig.accountId, id: '', token: tokenId(7) }).record;
    rig.sandbox.control.addEvent({
      accountId: rig.accountId,
      time: ago(3),
      record: { ...anonymous, id: undefined, action: { type: 'create', result: 'success' } },
    });

    const result = await rig.watch();
    const again = await rig.watch();

    expect(result).toMatchObject({ created: 5, pending: [], counts: { unparsed: 1 } });
    expect(again.created).toBe(0);
    const objects = await rig.keys('audit/');
    for (const id of ['twin-one', 'twin-two', 'no-actor']) expect(await objectsOf(id)).toHaveLength(1);
    expect(objects.filter((key) => key.includes('/date=unknown/unknown_h-'))).toHaveLength(2);
  }, 60_000);

  it('are flagged where they cannot be judged, and where nobody issued them', () => {
    const reasons = rig.sandbox.control.issues().map(({ title }) => title);
    expect(reasons).toHaveLength(3); // no actor, odd, and the one without a time, whose scope at the event nobody knows
  });
});

describe('an event that two accounts show', () => {
  it('is an object in each and one ticket', async () => {
    const token = tokenId(8);
    rig.sandbox.control.addToken({ id: token, accountId: rig.accountId, body: { policies: WRITES } });
    // As the vendor shows an action of a user: two ids, one ray id.
    for (const [accountId, id] of [
      [rig.accountId, 'seen-here'],
      [LABS_ID, 'seen-there'],
    ] as const) {
      const { record } = tokenEvent({ accountId: rig.accountId, id, token });
      const raw = { method: 'POST', uri: '/user/tokens', status_code: 200, cf_ray_id: 'one-ray' };
      rig.sandbox.control.addEvent({ accountId, record: { ...record, account: { id: accountId }, raw } });
    }

    const here = await rig.watch();
    const there = await rig.watch(LABS_ID);

    expect([here.created, there.created]).toEqual([1, 1]);
    expect(await objectsOf('seen-here')).toHaveLength(1);
    expect(await objectsOf('seen-there')).toHaveLength(1);
    expect(ticketsAbout(token)).toHaveLength(1);
    expect(there.tickets).toEqual(here.tickets);
  }, 60_000);

  it('is watched in each by itself: one account that cannot be read holds up no other', async () => {
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: `/accounts/${LABS_ID}/`,
      times: 'always',
      kind: { status: 403 },
    });
    add('unharmed', 9);

    await expect(rig.watch(LABS_ID)).rejects.toThrow();
    const result = await rig.watch();
    rig.sandbox.control.clearFaults();

    expect(result).toMatchObject({ created: 1, outcome: 'ok' });
  }, 60_000);
});
