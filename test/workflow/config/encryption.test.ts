import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, type DataConverter } from '@temporalio/common';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { randomBytes, randomUUID } from 'node:crypto';
import { createDataConverter, FAILURE_CONVERTER_PATH } from '../../../config/data-converter';
import { Secret } from '../../../config/secret';
import type { EncryptionKey } from '../../../config/settings';
import { temporalAddress, TEST_NAMESPACE } from '../../support/servers';

const PLANTED = 'planted-text-7b1e';
const KEYS: EncryptionKey[] = [{ id: 'k1', key: new Secret('k1', randomBytes(32).toString('base64')) }];

let connection: Connection;
let native: NativeConnection;
let bundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  [connection, native, bundle] = await Promise.all([
    Connection.connect({ address: temporalAddress() }),
    NativeConnection.connect({ address: temporalAddress() }),
    bundleWorkflowCode({
      workflowsPath: require.resolve('./failing-workflow'),
      failureConverterPath: FAILURE_CONVERTER_PATH,
      logger: new DefaultLogger('ERROR'),
    }),
  ]);
});

afterAll(() => Promise.all([connection.close(), native.close()]));

/** Everything the server keeps of a run that fails with the planted text, as one text; and the failure a client sees. */
async function failedRun(dataConverter: DataConverter): Promise<{ history: string; failure: unknown }> {
  const taskQueue = `encryption-${randomUUID()}`;
  const client = new Client({ connection, namespace: TEST_NAMESPACE, dataConverter });
  const worker = await Worker.create({
    connection: native,
    namespace: TEST_NAMESPACE,
    taskQueue,
    workflowBundle: bundle,
    dataConverter,
    activities: {
      failWith: (text: string) => Promise.reject(ApplicationFailure.nonRetryable(`activity: ${text}`, 'Refused', text)),
    },
  });
  const failure: unknown = await worker.runUntil(
    client.workflow
      .execute('failing', {
        taskQueue,
        workflowId: taskQueue,
        args: [PLANTED],
        memo: { note: PLANTED },
        staticSummary: PLANTED,
      })
      .catch((error: unknown) => error),
  );
  const { events } = await client.workflow.getHandle(taskQueue).fetchHistory();
  return { history: textOf(events), failure };
}

/** Every text and every payload in `value`; payloads are bytes, read as text so that what is in the clear shows. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array || Buffer.isBuffer(value)) return Buffer.from(value).toString('latin1');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).map(textOf).join('\n');
}

describe('with keys', () => {
  it('no argument, memo, summary or failure of activity or workflow stands in the clear, and the client reads them all', async () => {
    const { history, failure } = await failedRun(createDataConverter(KEYS));

    expect(history).not.toContain(PLANTED);
    expect(history).toContain('binary/encrypted');
    expect(failure).toBeInstanceOf(WorkflowFailedError);
    expect((failure as WorkflowFailedError).cause?.message).toBe(`workflow: ${PLANTED}`);
  });

  it('the type of a failure stays readable, as operators filter by it', async () => {
    expect((await failedRun(createDataConverter(KEYS))).history).toContain('Refused');
  });
});

describe('without keys', () => {
  it('the same search finds the text: in arguments, memo, summary and both failures', async () => {
    const { history } = await failedRun(createDataConverter([]));

    expect(history.split(PLANTED).length - 1).toBeGreaterThanOrEqual(6);
    expect(history).toContain(`activity: ${PLANTED}`);
    expect(history).toContain(`workflow: ${PLANTED}`);
  });
});
