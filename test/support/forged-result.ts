import { ScheduleOverlapPolicy } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { TokenWatchResult } from '../../workflows/contracts';
import { TEST_NAMESPACE } from './servers';
import type { TokenWatchRig } from './token-watch-rig';

/** The server's number for the command. @see temporal.api.enums.v1.CommandType */
const COMPLETE_WORKFLOW_EXECUTION = 4;

/**
 * Makes `result` the schedule's last one, as if a run had ended with it: time cannot be turned back on a real server, a
 * watermark can. The run is answered by hand, on a task queue that no worker reads.
 */
export async function forgeLastResult(rig: TokenWatchRig, result: TokenWatchResult): Promise<void> {
  const taskQueue = `${rig.taskQueue}-forged`;
  const schedule = await rig.schedule();
  await schedule.update((description) => ({ ...description, action: { ...description.action, taskQueue } }));
  await schedule.trigger(ScheduleOverlapPolicy.SKIP);

  const { workflowService } = rig.client.connection;
  const task = await workflowService.pollWorkflowTaskQueue({
    namespace: TEST_NAMESPACE,
    taskQueue: { name: taskQueue },
  });
  await workflowService.respondWorkflowTaskCompleted({
    namespace: TEST_NAMESPACE,
    taskToken: task.taskToken,
    commands: [
      {
        commandType: COMPLETE_WORKFLOW_EXECUTION,
        completeWorkflowExecutionCommandAttributes: {
          result: { payloads: [defaultPayloadConverter.toPayload(result)!] },
        },
      },
    ],
  });
  await rig.client.workflow.getHandle(task.workflowExecution!.workflowId!, task.workflowExecution!.runId!).result();
  await rig.schedule(); // puts the real action back
}
