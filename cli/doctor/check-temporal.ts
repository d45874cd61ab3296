import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTE, TASK_QUEUE } from '../../workflows/ids';
import { checkRetention } from './check-retention';
import { bad, failed, ok, type Finding } from './finding';

/** The server's numbers for types of search attributes. @see temporal.api.enums.v1.IndexedValueType */
const TYPE_OF: Readonly<Record<string, number>> = { KEYWORD: 2, INT: 3, DOUBLE: 4 };

/** Whether the namespace has our search attributes and keeps runs for long enough, and a worker that takes our work. */
export async function checkTemporal(client: Client): Promise<Finding[]> {
  const { connection, workflowService } = client;
  const { namespace } = client.options;
  const answers = ok('temporal', `answers, namespace ${namespace}`);
  return [
    answers,
    ...(await attempt(
      `The namespace may be missing: see \`temporal operator namespace describe ${namespace}\`.`,
      async () => {
        const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
        return [...attributeFindings(customAttributes), await checkRetention(client)];
      },
    )),
    ...(await attempt('See whether the server is healthy.', async () => {
      const { pollers } = await workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: TASK_QUEUE },
      });
      const count = pollers.length;
      return [
        count > 0
          ? ok('worker', `${count} on task queue ${TASK_QUEUE} within the last minutes`)
          : bad(
              'worker',
              `none on task queue ${TASK_QUEUE}`,
              'Start one: nothing runs without it, and no ledger answers.',
            ),
      ];
    })),
  ];
}

function attributeFindings(present: Readonly<Record<string, number>>): Finding[] {
  const wrong = Object.values(SEARCH_ATTRIBUTE).flatMap(({ name, type }): Finding[] => {
    const found = present[name];
    if (found === undefined) {
      return [
        bad(
          'temporal',
          `search attribute ${name} is missing`,
          `Start a worker, which registers it, or create it as ${type}.`,
        ),
      ];
    }
    return found === TYPE_OF[type]
      ? []
      : [
          bad(
            'temporal',
            `search attribute ${name} is not of type ${type}`,
            'Remove it with `temporal operator search-attribute remove` and start a worker, or use another namespace.',
          ),
        ];
  });
  return wrong.length > 0 ? wrong : [ok('temporal', 'has every search attribute')];
}

async function attempt(remedy: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [failed('temporal', error, remedy)];
  }
}
