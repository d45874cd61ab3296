import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId, WRITES } from '../../support/audit-records';
import { TokenWatchRig } from '../../support/token-watch-rig';

let rig: TokenWatchRig;
beforeAll(async () => {
  rig = await TokenWatchRig.start();
}, 60_000);
afterAll(() => rig.close(), 60_000);

const ago = (minutes: number) => minutesBefore(Date.now(), minutes);

it('a dry run says what it would do and writes nothing, neither to the archive nor to the tracker', async () => {
  addToken(rig.sandbox, rig.accountId, tokenId(1), HARMLESS);
  addToken(rig.sandbox, rig.accountId, tokenId(2), WRITES);
  const add = (id: string, token: number, request: { note: string }) =>
    rig.sandbox.control.addEvent(tokenEvent({ accountId: rig.accountId, id, token: tokenId(token), request }));
  add('watched', 1, { note: 'short' });
  await rig.watch();
  const before = await rig.keys('');
  add('harmless', 1, { note: 'short' });
  add('dangerous', 2, { note: 'short' });
  add('large', 2, { note: 'x'.repeat(70_000) });

  const foreseen = await rig.run({ job: 'dry-run', window: { since: ago(60), before: ago(0) } });

  expect(await rig.keys('')).toEqual(before);
  expect(rig.sandbox.control.issues()).toEqual([]);
  expect(rig.sandbox.control.requests({ provider: 'linear' })).toEqual([]);
  expect(foreseen).toMatchObject({ created: 3, flagged: 1, tickets: [], pending: [] });

  const done = await rig.watch();
  expect(done.created).toBe(foreseen.created);
  expect(done.archived).toEqual(expect.arrayContaining(foreseen.archived.filter((key) => !key.includes('_watched'))));
  expect(done.tickets).toHaveLength(1);
}, 60_000);
