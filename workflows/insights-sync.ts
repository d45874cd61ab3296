import type { InsightsSyncInput, InsightsSyncResult } from './contracts';
import { InsightsSyncRun } from './insights-sync-run';

/**
 * One sync of one account: all its Security Center insights listed, compared with the inventory, and what has changed
 * written, ticketed and committed.
 *
 * The allowance is asked before anything else, and most runs end there. A listing that is not complete changes nothing;
 * what no commit names was never written.
 */
export async function insightsSync(input: InsightsSyncInput): Promise<InsightsSyncResult> {
  const run = new InsightsSyncRun(input);

  const permit = await run.askLedger();
  if (permit.decision === 'skip') return run.skip(permit);

  const open = await run.listOpen(permit);
  if (open === undefined) {
    await run.catchUpOnTickets();
    return run.close();
  }
  const dismissed = permit.withDismissed ? await run.listDismissed(permit) : undefined;

  const compared = await run.compare(open, dismissed, permit);
  if (compared.state === 'changed') {
    const orders = await run.fileTickets(compared.orders);
    await run.commit(compared.draft, orders);
  } else {
    await run.catchUpOnTickets();
  }
  return run.close();
}
