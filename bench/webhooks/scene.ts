import { randomBytes } from 'node:crypto';
import { STORY_SETTING } from '../../sandbox/story/setting';
import type { GuardedProcess } from '../../scripts/servers/guarded-process';
import { claimPort } from '../../scripts/servers/ports';
import type { Ground } from '../ground';
import { createBucket, startApi, startSandbox, startWorker } from '../scene-processes';
import { NO_LIMIT, writeSettings, type SceneSettings } from '../scene-settings';
import { SENDER } from './deliveries';

/** Where the API is told to look for what it never asks. */
const NOBODY = 'http://127.0.0.1:9';

export interface SceneOptions {
  /** When the story's day ends. */
  readonly storyEndMs: number;
  /** Folder for a CPU profile of the API. */
  readonly profileTo: string | undefined;
  /** `api`: what is accepted stays undone, because nothing polls. `everything`: the sandbox and a worker as well. */
  readonly processes: 'api' | 'everything';
}

/** Our own processes on a ground. */
export interface Scene {
  readonly api: GuardedProcess;
  readonly apiUrl: string;
  stop(): Promise<void>;
}

export async function setScene(ground: Ground, options: SceneOptions): Promise<Scene> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  try {
    const apiPort = await claimPort();
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const isWhole = options.processes === 'everything';
    const base = new Date(options.storyEndMs).toISOString();
    const sandbox = isWhole ? await startSandbox(['--base', base, '--no-rate-limit']) : undefined;
    if (sandbox !== undefined) stops.push(() => sandbox.stop());
    const sandboxUrl = sandbox?.url ?? NOBODY;
    const bucket = await createBucket(ground);
    const env = writeSettings(ground, {
      bucket,
      sandboxUrl,
      paced: false,
      ...investigationSettings(sandboxUrl, apiPort),
    });
    if (isWhole) {
      const worker = await startWorker({ env });
      stops.push(() => worker.stop());
    }
    const api = await startApi(apiUrl, { env, profileTo: options.profileTo });
    stops.push(() => api.stop());
    return { api, apiUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function investigationSettings(sandboxUrl: string, apiPort: number): Pick<SceneSettings, 'sections' | 'secrets'> {
  const { accounts, datadog, confluence } = STORY_SETTING;
  return {
    sections: {
      accounts: Object.fromEntries(
        accounts.map(({ id, name }, index) => [
          `account-${index}`,
          { id, name, token: { env: `BENCH_CLOUDFLARE_TOKEN_${index}` }, enabled: false },
        ]),
      ),
      webhooks: {
        requestsPerMinutePerAddress: NO_LIMIT,
        senders: {
          [SENDER.name]: {
            scheme: 'standard',
            secrets: [{ env: 'BENCH_WEBHOOK_SECRET' }],
            requestsPerMinute: NO_LIMIT,
          },
        },
      },
      investigations: { actorKey: { env: 'BENCH_ACTOR_KEY' } },
      datadog: {
        baseUrl: `${sandboxUrl}/datadog`,
        apiKey: { env: 'BENCH_DATADOG_API_KEY' },
        applicationKey: { env: 'BENCH_DATADOG_APPLICATION_KEY' },
      },
      confluence: {
        siteUrl: `${sandboxUrl}/confluence`,
        apiBase: `${sandboxUrl}/confluence`,
        email: confluence.email,
        token: { env: 'BENCH_CONFLUENCE_TOKEN' },
        spaceKey: confluence.spaceKey,
        parentId: confluence.parentId,
      },
      api: { port: apiPort, bearerKey: { env: 'BENCH_API_BEARER_KEY' } },
    },
    secrets: {
      ...Object.fromEntries(accounts.map(({ secret }, index) => [`BENCH_CLOUDFLARE_TOKEN_${index}`, secret])),
      BENCH_WEBHOOK_SECRET: SENDER.secret,
      BENCH_ACTOR_KEY: randomBytes(32).toString('base64'),
      BENCH_API_BEARER_KEY: randomBytes(32).toString('base64'),
      BENCH_DATADOG_API_KEY: datadog.apiKey,
      BENCH_DATADOG_APPLICATION_KEY: datadog.applicationKey,
      BENCH_CONFLUENCE_TOKEN: confluence.token,
    },
  };
}
