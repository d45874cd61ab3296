import { randomBytes, randomInt } from 'node:crypto';
import type { Sandbox } from '../../../sandbox/sandbox';
import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId, WRITES } from '../../support/audit-records';
import { endState, type EndState } from '../../support/end-state';
import { KillingWorld, type KilledRun } from '../../support/killing-world';
import { TokenWatchRig } from '../../support/token-watch-rig';
import type { Kill } from '../../support/worker-killer';
import type { TokenWatchResult } from '../../../workflows/contracts';

const SEED = Number(process.env['EDGEWARDEN_TEST_SEED'] ?? randomInt(2 ** 31));
const ACCOUNT_ID = randomBytes(16).toString('hex');
const BASE_MS = Date.now();

const FLAGGED = 10;
const PASSED = 6;
/** Flagged tokens that are changed later: a comment each. The revision leaves one as well. */
const FURTHER = [1, 3, 5];
/** Records with so much text fill more than one payload: the walk is handed over in chunks. */
const FILLER = 'x'.repeat(25_000);
const NOISE = 1_150;

/**
 * What is killed after, and among how many effects of its kind the victim is drawn. Each list is one world: a kind whose
 * effects may all be in flight when another kill strikes stands in another world.
 */
const WORLDS: readonly (readonly (readonly [after: string, among: number])[])[] = [
  [
    ['second page', 1],
    ['PUT below audit', 6],
    ['completion of archiveEvents', 2],
    ['PUT below judged', 6],
    ['PUT of a filed record', 6],
    ['completion of fileReviewTickets', 2],
  ],
  [
    ['completion of findStart', 1],
    ['PUT below staging', 1],
    ['PUT of a revision', 1],
    ['completion of assessCredentials', 1],
    ['issueCreate', 8],
  ],
  [
    ['completion of readAuditLog', 2],
    ['PUT below manifest', 2],
    ['look at a token', 8],
    ['PUT of a passed record', 4],
    ['commentCreate', 3],
  ],
];
const KILLS = WORLDS.flat().length;

let undisturbed: EndState;
let undisturbedResult: TokenWatchResult;
const open: { close(): Promise<void> }[] = [];
let killed: { readonly world: KillingWorld; readonly run: KilledRun; readonly state: EndState }[];

beforeAll(async () => {
  process.stderr.write(`crash.test.ts: EDGEWARDEN_TEST_SEED=${SEED}\n`);
  const draw = generator(SEED);
  const plans = WORLDS.map((moments) => moments.map(([after, among]): Kill => ({ after, nth: 1 + draw(among) })));

  const rig = await TokenWatchRig.start({ accountId: ACCOUNT_ID });
  open.push(rig);
  fill(rig.sandbox);
  undisturbedResult = await rig.watch();
  undisturbed = await endState(rig);

  killed = await Promise.all(
    plans.map(async (kills) => {
      const world = await KillingWorld.start(ACCOUNT_ID, kills);
      open.push(world);
      fill(world.rig.sandbox);
      const run = await world.run();
      return { world, run, state: await endState(world.rig) };
    }),
  );
}, 280_000);

afterAll(() => Promise.all(open.map((rig) => rig.close())), 60_000);

describe(`a run whose worker is killed after every kind of effect (seed ${SEED})`, () => {
  it('has seen every kill that was planned, each in the middle of an activity', () => {
    expect(killed.flatMap(({ world }) => world.missed)).toEqual([]);
    // What counts is an attempt that ended by a missing heartbeat; now and then a killed one ends otherwise.
    expect(killed.reduce((sum, { run }) => sum + run.interrupted, 0)).toBeGreaterThanOrEqual(KILLS / 2);
  });

  it('leaves the same objects with the same bytes as an undisturbed run', () => {
    expect(Object.keys(undisturbed.objects).filter((key) => key.startsWith('manifest'))).toHaveLength(2);
    expect(Object.keys(undisturbed.objects).length).toBeGreaterThan(2 * (FLAGGED + PASSED));
    for (const { state } of killed) expect(state.objects).toEqual(undisturbed.objects);
  });

  it('leaves the same tickets with the same comments', () => {
    expect(undisturbed.tickets).toHaveLength(FLAGGED + 1);
    expect(undisturbed.tickets.flatMap(({ comments }) => comments)).toHaveLength(FURTHER.length + 1);
    for (const { state } of killed) expect(state.tickets).toEqual(undisturbed.tickets);
  });

  it('writes no object twice and leaves none without its lock', () => {
    expect([undisturbed, ...killed.map(({ state }) => state)].flatMap(({ unsound }) => unsound)).toEqual([]);
  });

  it('ends with everything handled', () => {
    for (const { run } of killed) {
      expect(run.result).toMatchObject({ outcome: 'ok', pending: [] });
      expect(run.result.archived.toSorted()).toEqual(undisturbedResult.archived.toSorted());
      expect(undisturbedResult.tickets).toEqual(expect.arrayContaining([...run.result.tickets]));
      expect(run.result.counts).toEqual(undisturbedResult.counts);
    }
  });
});

/** The same account for every world: two pages, two chunks, an event too large to travel, a revision, further events. */
function fill(sandbox: Sandbox): void {
  const { control } = sandbox;
  const add = (event: Omit<Parameters<typeof tokenEvent>[0], 'accountId'>) =>
    control.addEvent(tokenEvent({ accountId: ACCOUNT_ID, ...event }));
  control.addEvents(Array.from({ length: NOISE }, (_, index) => noise(index)));
  for (let index = 0; index < FLAGGED; index += 1) {
    addToken(sandbox, ACCOUNT_ID, tokenId(index), WRITES);
    add({ id: `writes-${index}`, token: tokenId(index), time: at(90 - index), request: { note: FILLER } });
  }
  for (let index = 0; index < PASSED; index += 1) {
    addToken(sandbox, ACCOUNT_ID, tokenId(100 + index), HARMLESS);
    add({ id: `harmless-${index}`, token: tokenId(100 + index), time: at(70 - index) });
  }
  addToken(sandbox, ACCOUNT_ID, tokenId(200), WRITES);
  add({ id: 'writes-large', token: tokenId(200), time: at(60), request: { note: FILLER.repeat(3) } });
  add({ id: 'writes-2', token: tokenId(2), time: at(88), request: { note: 'told differently' } });
  for (const index of FURTHER) {
    add({ id: `update-${index}`, token: tokenId(index), time: at(50 - index), action: 'update' });
  }
}

function noise(index: number) {
  const time = minutesBefore(BASE_MS, 150 - index / 60);
  return {
    accountId: ACCOUNT_ID,
    record: {
      id: `noise-${index}`,
      action: { type: 'update', result: 'success', time },
      actor: { id: 'u1', type: 'user', email: 'alice@example.com' },
      raw: { method: 'PATCH', uri: '/zones/z1/settings/ssl', status_code: 200, cf_ray_id: `noise-${index}` },
    },
  };
}

function at(minutesAgo: number): string {
  return minutesBefore(BASE_MS, minutesAgo);
}

/** Mulberry32: numbers from 0 to below `limit`, the same for the same seed. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
