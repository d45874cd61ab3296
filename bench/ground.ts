import { S3Client } from '@aws-sdk/client-s3';
import { Client, Connection } from '@temporalio/client';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withProgress } from '../scripts/servers/progress';
import { startTemporal } from '../scripts/servers/temporal-server';
import { startVersityGw, type S3Server } from '../scripts/servers/versity-gateway';

/** The servers that every measurement of one start shares: Temporal in memory, S3 in a folder that goes with it. */
export interface Ground {
  readonly folder: string;
  readonly temporalAddress: string;
  readonly client: Client;
  readonly store: S3Server;
  readonly s3: S3Client;
  stop(): Promise<void>;
}

export const NAMESPACE = 'default';
/** A run's history comes in one message and may be larger than the usual 4 MiB. */
const MAX_HISTORY_BYTES = 64 * 1_024 ** 2;

export async function prepareGround(): Promise<Ground> {
  const folder = mkdtempSync(path.join(tmpdir(), 'edgewarden-bench-'));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  const stops: (() => unknown)[] = [clear];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  try {
    const temporal = await withProgress('starting Temporal', () =>
      startTemporal({ namespace: NAMESPACE, headless: true }),
    );
    stops.push(() => temporal.stop());
    const store = await withProgress('starting the S3 store', () => startVersityGw({ dir: path.join(folder, 's3') }));
    stops.push(() => store.stop());
    const { endpoint, region, credentials } = store;
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
    stops.push(() => s3.destroy());
    const connection = await Connection.connect({
      address: temporal.address,
      channelArgs: { 'grpc.max_receive_message_length': MAX_HISTORY_BYTES },
    });
    stops.push(() => connection.close());
    const client = new Client({ connection, namespace: NAMESPACE });
    return { folder, temporalAddress: temporal.address, client, store, s3, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
