import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { randomBytes } from 'node:crypto';
import { registerSearchAttributes } from '../../../worker/search-attributes';
import { TASK_QUEUE } from '../../../workflows/ids';
import { temporalAddress } from '../../support/servers';

/** A namespace of its own: commands know one task queue, on which test files would take each other's work. */
export async function ownNamespace(connection: Connection): Promise<string> {
  const namespace = `cli-${randomBytes(6).toString('hex')}`;
  const retention = msToTs('1 day');
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention });
  await registerSearchAttributes(connection, namespace);
  return namespace;
}

/** Calls `use` while a worker of these workflows takes the commands' work. */
export async function withWorker<T>(
  namespace: string,
  code: Pick<WorkerOptions, 'workflowsPath' | 'workflowBundle'>,
  use: () => Promise<T>,
): Promise<T> {
  const native = await NativeConnection.connect({ address: temporalAddress() });
  try {
    const worker = await Worker.create({ connection: native, namespace, taskQueue: TASK_QUEUE, ...code });
    return await worker.runUntil(use);
  } finally {
    await native.close();
  }
}
