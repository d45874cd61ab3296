import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId, WRITES } from '../../support/audit-records';
import { TokenWatchRig } from '../../support/token-watch-rig';
import { scheduleId } from '../../../workflows/ids';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { TokenWatchResult } from '../../../workflows/contracts';

let rig: TokenWatchRig;
beforeAll(async () => {
  rig = await TokenWatchRig.start();
  addToken(rig.sandbox, rig.accountId, tokenId(1), HARMLESS);
  addToken(rig.sandbox, rig.accountId, tokenId(2), WRITES);
}, 60_000);
afterAll(() => rig.close(), 60_000);

const ago = (minutes: number) => minutesBefore(Date.now(), minutes);
const add = (id: string, minutes: number, token = 1) =>
  rig.sandbox.control.addEvent(tokenEvent({ accountId: rig.accountId, id, token: tokenId(token), time: ago(minutes) }));

/** Lets the sweep's schedule run once, as its timer does. */
async function sweep(): Promise<TokenWatchResult> {
  await rig.schedule();
  const schedule = rig.client.schedule.getHandle(scheduleId.tokenSweep(rig.accountId));
  const taken = (await schedule.describe()).info.numActionsTaken;
  await schedule.trigger(ScheduleOverlapPolicy.SKIP);
  for (;;) {
    const { info } = await schedule.describe();
    const workflow = info.recentActions.at(-1)?.action.workflow;
    if (info.numActionsTaken === taken || workflow === undefined) continue;
    const { workflowId, firstExecutionRunId } = workflow;
    return (await rig.client.workflow.getHandle(workflowId, firstExecutionRunId).result()) as TokenWatchResult;
  }
}

describe('the sweep', () => {
  it('finds what the log showed too late for the watch, judges it and says how old it was', async () => {
    await rig.watch();
    add('two-hours-late', 120, 2);
    add('two-days-late', 48 * 60);
    expect((await rig.watch()).created).toBe(0);

    const result = await sweep();

    expect(result).toMatchObject({
      created: 2,
      outcome: 'ok',
      tickets: [expect.any(String)],
      rescued: { count: 2, oldestHours: 48 },
    });
    expect(result.rescued!.first.map(({ key, ageHours }) => [key.replace(/.*Z_/, ''), ageHours])).toEqual([
      ['two-days-late.json', 48],
      ['two-hours-late.json', 2],
    ]);
  }, 60_000);

  it('finds nothing twice', async () => {
    await expect(sweep()).resolves.toMatchObject({ created: 0, tickets: [], rescued: { count: 0 } });
    expect(rig.sandbox.control.issues()).toHaveLength(1);
  }, 60_000);

  it('begins as long before its predecessor as events may be late', async () => {
    const first = await sweep();
    rig.sandbox.control.clearRequests();
    await sweep();
    const [asked] = rig.sandbox.control.requests({ pathMatches: '/logs/audit' });
    const since = new URL(asked!.path, 'http://sandbox').searchParams.get('since');
    expect(since).toBe(new Date(Date.parse(first.startedAt) - 72 * 3_600_000).toISOString());
  }, 60_000);

  it('leaves the watermark to the watch', async () => {
    const before = await rig.watch();
    await sweep();
    const after = await rig.watch();
    expect(after.startedAt > before.startedAt).toBe(true);
    expect(after.streams.v2).toEqual({ through: after.startedAt, readAt: after.startedAt });
  }, 60_000);
});

describe('a backfill', () => {
  it('of more than fits into one history goes on as new, and archives and judges everything once', async () => {
    const EVENTS = 120;
    const base = Date.now() - 60 * 86_400_000;
    const stepMs = 6 * 3_600_000; // one in each slice: a page that is asked for again is then small
    const note = 'x'.repeat(45_000); // travels with its event, to be archived
    rig.sandbox.control.addEvents(
      Array.from({ length: EVENTS }, (_, index) => {
        const time = new Date(base + index * stepMs).toISOString();
        return tokenEvent({
          accountId: rig.accountId,
          id: `old-${index}`,
          token: tokenId(1),
          time,
          extra: { resource: { id: tokenId(1), request: { note } } },
        });
      }),
    );
    rig.sandbox.control.clearRequests();
    const window = { since: new Date(base).toISOString(), before: new Date(base + EVENTS * stepMs).toISOString() };

    const result = await rig.run({ job: 'backfill', window });

    expect(result).toMatchObject({ created: EVENTS, outcome: 'ok', pending: [], rescued: { count: EVENTS } });
    expect(new Set(result.archived).size).toBe(EVENTS);
    expect((await rig.keys('audit/')).filter((key) => key.includes('_old-'))).toHaveLength(EVENTS);
    expect((await rig.keys('assessed/')).filter((key) => key.includes('_old-'))).toHaveLength(EVENTS);
    expect(rig.sandbox.control.requests({ pathMatches: '/tokens/a' })).toHaveLength(EVENTS);
    const query = `TaskQueue = '${rig.taskQueue}' AND ExecutionStatus = 'ContinuedAsNew'`;
    expect((await rig.client.workflow.count(query)).count).toBeGreaterThanOrEqual(1);
  }, 60_000);
});
