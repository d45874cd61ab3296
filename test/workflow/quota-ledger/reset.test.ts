import type { Client } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import type { LedgerAccount } from '../../../activities/quota/ledger-client';
import { LEDGER_QUERY } from '../../../domain/quota-ledger-messages';
import { TEST_NAMESPACE } from '../../support/servers';
import { LedgerRig, NEVER } from './ledger-rig';

type ResetRequest = Parameters<Client['workflowService']['resetWorkflowExecution']>[0];
type ResetReapplyType = NonNullable<ResetRequest['resetReapplyType']>;
/** The server's numbers. @see temporal.api.enums.v1.ResetReapplyType */
const RESET_REAPPLY = { NONE: 2 as unknown as ResetReapplyType, ALL_ELIGIBLE: 3 as unknown as ResetReapplyType };

let rig: LedgerRig;
const resetRuns: { readonly workflowId: string; readonly runId: string }[] = [];

beforeAll(async () => {
  rig = await LedgerRig.start();
}, 60_000);

afterAll(async () => {
  await rig.forgetRuns(resetRuns);
  await rig.close();
}, 60_000);

describe.each([
  ['and the server delivers again what came after it', RESET_REAPPLY.ALL_ELIGIBLE],
  ['and what came after it is gone', RESET_REAPPLY.NONE],
])('a ledger that is reset to an earlier step, %s', (_, reapply) => {
  it.each([
    ['the first', 0],
    ['one in the middle', 4],
  ])('(%s) counts as lost', async (__, step) => {
    const account = await spent();

    await reset(account, step, reapply);

    expect(await rig.reserve(account, 'after')).toMatchObject({ granted: false, reason: 'spending_unknown' });
    expect(await rig.reserve(account, 'request 4')).toMatchObject({ granted: false, reason: 'spending_unknown' });
    expect((await rig.ledgers.state(account, NEVER)).spendingUnknown).toBe(true);
  });

  it('opens for good when a person tells what was spent, and is lost again when it is reset again', async () => {
    const account = await spent(5);
    await reset(account, 1, reapply);
    expect(await rig.reserve(account, 'after')).toMatchObject({ granted: false });

    expect(await rig.ledgers.setUsed(account, 40, NEVER)).toMatchObject({ used: 40 });
    for (let nth = 1; nth <= 12; nth += 1) {
      expect(await rig.reserve(account, `later ${nth}`)).toMatchObject({ granted: true, quota: { used: 40 + nth } });
    }

    await reset(account, 0, reapply);
    expect(await rig.reserve(account, 'at last')).toMatchObject({ granted: false, reason: 'spending_unknown' });
  });
});

it('a run that was reset replays to its end', async () => {
  const account = await spent();

  const runId = await reset(account, 4);
  expect((await rig.ledgers.state(account, NEVER)).spendingUnknown).toBe(true);

  // Whoever asks a closed run has its whole history replayed.
  const closed = rig.client.workflow.getHandle(rig.handle(account).workflowId, runId);
  expect((await closed.describe()).status.name).toBe('CONTINUED_AS_NEW');
  expect(await closed.query(LEDGER_QUERY)).toMatchObject({
    spendingUnknown: true,
    cost: { open: 15 },
    standing: { used: 100, left: 0 },
  });
});

/** A ledger in the middle of its month, which has been told some things by people, too. */
async function spent(rollAfter?: number): Promise<LedgerAccount> {
  const account = rig.account({ monthlyRequests: 100 });
  await rig.open(account, {}, rollAfter);
  await rig.ledgers.setUsed(account, 3, NEVER);
  await rig.reserve(account, 'request 1');
  await rig.ledgers.settle(account, 'request 1', { kind: 'listed', list: 'open', count: 15 }, NEVER);
  for (let nth = 2; nth <= 4; nth += 1) await rig.reserve(account, `request ${nth}`);
  await rig.ledgers.setUsed(account, 9, NEVER);
  return account;
}

/** Resets an account's ledger to a step of its present run, and waits until it goes on. */
async function reset(account: LedgerAccount, step: number, reapply = RESET_REAPPLY.NONE): Promise<string> {
  const workflowExecution = { workflowId: rig.handle(account).workflowId, runId: await runOf(account) };
  const { events } = await rig.client.workflow
    .getHandle(workflowExecution.workflowId, workflowExecution.runId)
    .fetchHistory();
  const steps = events!.filter(({ workflowTaskCompletedEventAttributes: completed }) => completed);
  const { runId } = await rig.client.workflowService.resetWorkflowExecution({
    namespace: TEST_NAMESPACE,
    workflowExecution,
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: steps[step]!.eventId!,
    resetReapplyType: reapply,
  });
  resetRuns.push(workflowExecution);
  return runId;
}

async function runOf(account: LedgerAccount): Promise<string> {
  return (await rig.handle(account).describe()).runId;
}
