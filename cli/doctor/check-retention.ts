import type { Client } from '@temporalio/client';
import { note, ok, type Finding } from './finding';

const DAY_S = 86_400;
/** Sooner than this nobody may have looked at a run that failed, and a redelivery finds its run gone. */
const LEAST_DAYS = 7;

/**
 * Whether the namespace keeps runs that have closed long enough for people and redeliveries.
 *
 * @throws when the server does not say
 */
export async function checkRetention({ workflowService, options: { namespace } }: Client): Promise<Finding> {
  const { config } = await workflowService.describeNamespace({ namespace });
  const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_S;
  const keeps = `keeps closed runs for ${Math.round(days * 10) / 10} days`;
  return days >= LEAST_DAYS
    ? ok('temporal', keeps)
    : note(
        'temporal',
        `${keeps}, less than ${LEAST_DAYS}: then a delivery that comes again starts anew, and a failed run cannot be looked at. Longer: \`temporal operator namespace update --namespace ${namespace} --retention 720h\``,
      );
}
