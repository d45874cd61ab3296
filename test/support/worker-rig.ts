import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { Client, Connection, ScheduleOverlapPolicy, type ScheduleHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { backgroundHeartbeat } from '../../activities/shared/background-heartbeat';
import { ownWords } from '../../activities/shared/own-words';
import { loadSettings } from '../../config/load-settings';
import type { Settings } from '../../config/settings';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox';
import { STORY_SETTING } from '../../sandbox/story/setting';
import { createWorkerParts } from '../../worker/activities';
import { applySchedules } from '../../worker/schedules';
import { registerSearchAttributes } from '../../worker/search-attributes';
import { scheduleId } from '../../workflows/ids';
import { createLockedBucket, s3Connection, temporalAddress, TEST_NAMESPACE, workflowBundle } from './servers';

/** Key of the rig's account in its settings. */
export const ACCOUNT = 'acme';
/** The client's own limit of 4 MB is less than the history of a run with two thousand events. */
const MAX_HISTORY_BYTES = 64 * 1024 * 1024;
const TOKEN = 'rig-cloudflare-token-0123456789abcdef';
/** With which the rig's sender signs. */
export const RIG_WEBHOOK_SECRET = `whsec_${Buffer.from('rig-webhook-secret-of-32-bytes-00').toString('base64')}`;
export const RIG_BEARER_KEY = 'rig-bearer-key-0123456789abcdef0123456789';
const MODEL_KEY = 'rig-model-key-0123456789abcdef';

export interface RigOptions {
  readonly sandbox?: SandboxOptions;
  /** Laid over the section `tokenWatch` of the settings. */
  readonly tokenWatch?: object;
  /** The section `insightsSync`; absent means that the job is off. */
  readonly insightsSync?: object;
  /** Senders, Datadog and Confluence of the sandbox. Default: no investigations. */
  readonly investigations?: boolean;
  /** With `investigations`: its setting of this name. */
  readonly startFromTokens?: { readonly minSeverity: string };
  /** With `investigations`: the section `model`, but for its key. Default: no model. */
  readonly model?: object;
  readonly auditApis?: readonly ('v1' | 'v2')[];
  /** Cloudflare account id; default: one of the rig's own. Two rigs with one account must not both use its schedule. */
  readonly accountId?: string;
  /** A second account of the same settings, worker and tracker; its key is `labs`. */
  readonly secondAccountId?: string;
  /** Where activities find the store; default: the store itself. */
  readonly storeEndpoint?: string;
  /** `none`: the test starts worker processes itself, on `taskQueue` and with `env`. Default `here`. */
  readonly worker?: 'here' | 'none';
}

/** What the SDK says of each state of each worker would bury a failure. Once per test file: the runtime is the process's. */
Runtime.install({ logger: new DefaultLogger('WARN') });

/** A run as a schedule has started it. */
export interface StartedRun {
  readonly workflowId: string;
  readonly runId: string;
}

/** What a rig consists of, from `raiseRig`. */
export interface RigParts {
  readonly accountId: string;
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  readonly bucket: string;
  readonly s3: S3Client;
  readonly client: Client;
  readonly taskQueue: string;
  /** What a process needs in its environment to read the rig's settings. */
  readonly env: Readonly<Record<string, string>>;
  readonly worker: Worker | undefined;
  readonly folder: string;
  readonly connections: readonly { close(): Promise<void> }[];
}

/** A worker on real servers, with an account and a task queue of its own, so that test files run side by side. */
export class WorkerRig {
  readonly accountId: string;
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  readonly bucket: string;
  readonly s3: S3Client;
  readonly client: Client;
  readonly taskQueue: string;
  readonly env: Readonly<Record<string, string>>;
  private readonly running: Promise<void> | undefined;

  protected constructor(private readonly parts: RigParts) {
    ({
      accountId: this.accountId,
      sandbox: this.sandbox,
      settings: this.settings,
      bucket: this.bucket,
      s3: this.s3,
      client: this.client,
      taskQueue: this.taskQueue,
      env: this.env,
    } = parts);
    this.running = parts.worker?.run();
  }

  /** Starts a run by a schedule, as its timer does, and does not wait for its end. */
  async begin(id: string): Promise<StartedRun> {
    const schedule = await this.scheduleOf(id);
    const before = (await schedule.describe()).info;
    await nextSecond(before.recentActions.at(-1)?.takenAt);
    await schedule.trigger(ScheduleOverlapPolicy.SKIP);
    for (;;) {
      const { info } = await schedule.describe();
      const workflow = info.recentActions.at(-1)?.action.workflow;
      if (info.numActionsTaken > before.numActionsTaken && workflow !== undefined) {
        return { workflowId: workflow.workflowId, runId: workflow.firstExecutionRunId };
      }
    }
  }

  async scheduleOf(id: string): Promise<ScheduleHandle> {
    await applySchedules(this.client, this.settings, this.taskQueue);
    return this.client.schedule.getHandle(id);
  }

  /**
   * Deletes runs that were reset: to the replayer a run and what it was reset to are one and the same, and it waits for ever
   * for the second.
   */
  async forgetRuns(runs: readonly StartedRun[]): Promise<void> {
    for (const workflowExecution of runs) {
      await this.client.workflowService.deleteWorkflowExecution({ namespace: TEST_NAMESPACE, workflowExecution });
    }
    const gone = new Set(runs.map(({ runId }) => runId));
    for (let left = gone.size; left > 0;) {
      left = 0;
      for await (const { runId } of this.client.workflow.list({ query: `TaskQueue = '${this.taskQueue}'` })) {
        if (gone.has(runId)) left += 1;
      }
    }
  }

  async keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client: this.s3 }, { Bucket: this.bucket, Prefix: prefix })) {
      for (const { Key } of page.Contents ?? []) keys.push(Key!);
    }
    return keys;
  }

  async text(key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  }

  async json(key: string): Promise<Record<string, unknown>> {
    return JSON.parse(await this.text(key)) as Record<string, unknown>;
  }

  /** Stops everything and replays every run that this rig started. A run that does not replay fails the test file. */
  async close(): Promise<void> {
    for (const idOf of Object.values(scheduleId)) {
      for (const { id } of this.settings.accounts.values()) {
        await this.client.schedule
          .getHandle(idOf(id))
          .delete()
          .catch(() => undefined);
      }
    }
    this.parts.worker?.shutdown();
    await this.running;
    await this.replayAll();
    for (const connection of this.parts.connections) await connection.close();
    await this.sandbox.close();
    this.s3.destroy();
    rmSync(this.parts.folder, { recursive: true, force: true });
  }

  private async replayAll(): Promise<void> {
    const runs = this.client.workflow.list({ query: `TaskQueue = '${this.taskQueue}'` });
    const failures: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle: workflowBundle() },
      runs.intoHistories({ concurrency: 4 }),
    )) {
      if (error) failures.push(`${workflowId}: ${error.message}`);
    }
    if (failures.length > 0) throw new Error(`runs that do not replay:\n${failures.join('\n')}`);
  }
}

/** Brings up sandbox, bucket, settings and worker. */
export async function raiseRig(options: RigOptions): Promise<RigParts> {
  const accountId = options.accountId ?? randomBytes(16).toString('hex');
  const taskQueue = `rig-${randomBytes(8).toString('hex')}`;
  const sandbox = await startSandbox({ story: 'empty', rateLimit: { enforce: false }, ...options.sandbox });
  sandbox.control.addCaller({
    secret: TOKEN,
    tokenId: 'edgewarden-reader',
    name: 'edgewarden reader',
    accounts: [accountId, ...[options.secondAccountId ?? []].flat()],
    permissions: STORY_SETTING.accounts[0]!.permissions,
  });
  const bucket = await createLockedBucket('rig');
  const folder = mkdtempSync(path.join(tmpdir(), 'edgewarden-rig-'));
  const env = writeSettings(folder, accountId, bucket, sandbox, options);
  const settings = loadSettings({ role: 'worker', env });

  const connection = await Connection.connect({
    address: temporalAddress(),
    channelArgs: { 'grpc.max_receive_message_length': MAX_HISTORY_BYTES },
  });
  await registerSearchAttributes(connection, TEST_NAMESPACE);
  const client = new Client({ connection, namespace: TEST_NAMESPACE });
  const nativeConnection = await NativeConnection.connect({ address: temporalAddress() });
  const worker =
    options.worker === 'none'
      ? undefined
      : await Worker.create({
          connection: nativeConnection,
          namespace: TEST_NAMESPACE,
          taskQueue,
          workflowBundle: workflowBundle(),
          activities: createWorkerParts(settings, client, taskQueue).activities,
          interceptors: { activity: [backgroundHeartbeat, ownWords] },
        });
  return {
    accountId,
    sandbox,
    settings,
    bucket,
    s3: new S3Client(s3Connection()),
    client,
    taskQueue,
    env,
    worker,
    folder,
    connections: [connection, nativeConnection],
  };
}

/** Two starts of a schedule within one second would share a workflow id, and one of them may vanish. */
async function nextSecond(last: Date | undefined): Promise<void> {
  const waitMs = last === undefined ? 0 : last.getTime() + 1_100 - Date.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

function writeSettings(
  folder: string,
  accountId: string,
  bucket: string,
  sandbox: Sandbox,
  options: RigOptions,
): Record<string, string> {
  const file = path.join(folder, 'edgewarden.yaml');
  const { endpoint, region, credentials } = s3Connection();
  const { linear, approvedIssuers, datadog, confluence } = STORY_SETTING;
  writeFileSync(
    file,
    stringify({
      // The sandbox grants as much; the pace has tests of its own.
      cloudflare: { baseUrl: sandbox.cloudflareUrl, requestsPer5Minutes: 1_000_000, requestShare: 1 },
      archive: {
        endpoint: options.storeEndpoint ?? endpoint,
        region,
        bucket,
        accessKeyId: { env: 'RIG_S3_KEY' },
        secretAccessKey: { env: 'RIG_S3_SECRET' },
        retention: { mode: 'GOVERNANCE', days: 1 },
      },
      linear: { baseUrl: sandbox.linearUrl.replace(/\/graphql$/, ''), apiKey: { env: 'RIG_LINEAR' } },
      tokenWatch: { approvedIssuers, tickets: { team: linear.teamKey, labels: linear.labels }, ...options.tokenWatch },
      ...(options.insightsSync !== undefined && { insightsSync: options.insightsSync }),
      ...(options.investigations === true && investigationSections(sandbox, options)),
      accounts: {
        [ACCOUNT]: {
          id: accountId,
          name: 'Acme',
          token: { env: 'RIG_CLOUDFLARE' },
          enabled: false,
          auditApis: options.auditApis ?? ['v2'],
        },
        ...(options.secondAccountId !== undefined && {
          labs: { id: options.secondAccountId, name: 'Labs', token: { env: 'RIG_CLOUDFLARE' }, enabled: false },
        }),
      },
    }),
  );
  return {
    EDGEWARDEN_CONFIG: file,
    RIG_S3_KEY: credentials.accessKeyId,
    RIG_S3_SECRET: credentials.secretAccessKey,
    RIG_LINEAR: linear.apiKey,
    RIG_CLOUDFLARE: TOKEN,
    RIG_WEBHOOK: RIG_WEBHOOK_SECRET,
    RIG_BEARER: RIG_BEARER_KEY,
    RIG_ACTOR: randomBytes(24).toString('hex'),
    RIG_DATADOG_API: datadog.apiKey,
    RIG_DATADOG_APPLICATION: datadog.applicationKey,
    RIG_CONFLUENCE: confluence.token,
    RIG_MODEL: MODEL_KEY,
    TEMPORAL_ADDRESS: temporalAddress(),
  };
}

function investigationSections({ datadogUrl, confluenceUrl }: Sandbox, { startFromTokens, model }: RigOptions): object {
  const { confluence } = STORY_SETTING;
  return {
    webhooks: {
      requestsPerMinutePerAddress: 100_000,
      senders: { detector: { scheme: 'standard', secrets: [{ env: 'RIG_WEBHOOK' }], requestsPerMinute: 100_000 } },
    },
    investigations: { actorKey: { env: 'RIG_ACTOR' }, ...(startFromTokens !== undefined && { startFromTokens }) },
    datadog: {
      baseUrl: datadogUrl,
      apiKey: { env: 'RIG_DATADOG_API' },
      applicationKey: { env: 'RIG_DATADOG_APPLICATION' },
    },
    confluence: {
      siteUrl: confluenceUrl,
      apiBase: confluenceUrl,
      email: confluence.email,
      token: { env: 'RIG_CONFLUENCE' },
      spaceKey: confluence.spaceKey,
      parentId: confluence.parentId,
    },
    ...(model !== undefined && { model: { apiKey: { env: 'RIG_MODEL' }, ...model } }),
    api: { bearerKey: { env: 'RIG_BEARER' } },
  };
}
