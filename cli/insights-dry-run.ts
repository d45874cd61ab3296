import { WorkflowIdConflictPolicy } from '@temporalio/common';
import { loadSettings } from '../config/load-settings';
import type { InsightsSyncInput, InsightsSyncResult } from '../workflows/contracts';
import { insightsDryRunId, startAttributes, TASK_QUEUE, WORKFLOW_TYPE } from '../workflows/ids';
import { syncedAccountOf } from './account-of';
import type { Command } from './command';
import { insightResultLines } from './insight-result-lines';
import { textOptions } from './options';
import { runLink } from './run-link';
import { withTemporal } from './with-temporal';

export const insightsDryRun: Command = {
  name: 'insights dry-run',
  usage: '--account <name>',
  about:
    "Lists and compares an account's insights like a sync, writes nothing, and says what a sync would write. Spends requests of the month's allowance.",
  async run(args, { print, env }) {
    const { account: key } = textOptions(args, { required: ['account'] });
    const settings = loadSettings({ role: 'cli', env });
    const account = syncedAccountOf(settings, key);
    const input: InsightsSyncInput = { account: account.key, job: 'dry-run' };

    return withTemporal(settings, async (client) => {
      const run = await client.workflow.start<(input: InsightsSyncInput) => Promise<InsightsSyncResult>>(
        WORKFLOW_TYPE.insightsSync,
        {
          workflowId: insightsDryRunId(account.id),
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          taskQueue: TASK_QUEUE,
          args: [input],
          staticSummary: `Insights dry run of ${account.key}`,
          typedSearchAttributes: startAttributes(account.id, 'dry-run'),
        },
      );
      print(`listing the insights of ${account.name}; each page spends a request of the month's allowance`);
      print(runLink(settings, run.workflowId));
      const result = await run.result();
      for (const line of insightResultLines(result)) print(line);
      return result.outcome === 'ok' ? 0 : 1;
    });
  },
};
