import { ScheduleOverlapPolicy, type WorkflowService } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { TokenWatchResult } from '../../workflows/contracts';
import { TEST_NAMESPACE } from './servers';
import type { TokenWatchRig } from './token-watch-rig';

type Command = NonNullable<Parameters<WorkflowService['respondWorkflowTaskCompleted']>[0]['commands']>[number];

/** The server answers no poll without a deadline. */
const POLL_MS = 20_000;

/**
 * Makes `result` the schedule's last one, as if a run had ended with it: time cannot be turned back on a real server, a
 * watermark can. The run is answered by hand, on a task queue that no worker reads.
 */
export async function forgeLastResult(rig: TokenWatchRig, result: TokenWatchResult): Promise<void> {
  const taskQueue = `${rig.taskQueue}-forged`;
  const schedule = await rig.schedule();
  await schedule.update((description) => ({ ...description, action: { ...description.action, taskQueue } }));
  await schedule.trigger(ScheduleOverlapPolicy.SKIP);

  const { connection } = rig.client;
  const { workflowService } = connection;
  const { taskToken, workflowExecution } = await connection.withDeadline(Date.now() + POLL_MS, () =>
    workflowService.pollWorkflowTaskQueue({ namespace: TEST_NAMESPACE, taskQueue: { name: taskQueue } }),
  );
  await workflowService.respondWorkflowTaskCompleted({
    namespace: TEST_NAMESPACE,
    taskToken,
    commands: [completeWith(result)],
  });
  await rig.client.workflow.getHandle(workflowExecution!.workflowId!, workflowExecution!.runId!).result();
  await rig.schedule(); // puts the real action back
}

function completeWith(result: TokenWatchResult): Command {
  const command: unknown = {
    commandType: 4, // COMPLETE_WORKFLOW_EXECUTION of temporal.api.enums.v1.CommandType
    completeWorkflowExecutionCommandAttributes: { result: { payloads: [defaultPayloadConverter.toPayload(result)] } },
  };
  return command as Command;
}

/** A result of a run that found nothing and read up to `through`. */
export function quietResult(through: string): TokenWatchResult {
  return {
    outcome: 'ok',
    attention: [],
    startedAt: through,
    through,
    streams: { v2: { through, readAt: through } },
    archived: [],
    archivedNotListed: 0,
    created: 0,
    tickets: [],
    ticketsNotListed: 0,
    flagged: 0,
    counts: { scanned: 0, known: 0, deleted: 0, failed: 0, unparsed: 0 },
    pending: [],
    seen: [],
    manifestHour: '',
    unnamedWindows: [],
  };
}
