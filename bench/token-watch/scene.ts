import type { TimeWindow } from '../../domain/token-watch';
import { CORP, STORY_SETTING } from '../../sandbox/story/setting';
import type { GuardedProcess } from '../../scripts/servers/guarded-process';
import type { Ground } from '../ground';
import { createBucket, startSandbox, startWorker } from '../scene-processes';
import { writeSettings } from '../scene-settings';

const HOUR_MS = 3_600_000;
/** Event time over which the events are spread: four slices of the walk. */
const SPAN_HOURS = 24;
/** Key of the measured account in the settings. */
export const ACCOUNT = 'bench';
export const ACCOUNT_ID = CORP;
/** Bearer token that the worker reads with. */
export const READER_SECRET = STORY_SETTING.accounts.find(({ id }) => id === CORP)?.secret ?? '';

export interface SceneOptions {
  /** Size of the audit log; 0 for an empty one. */
  readonly events: number;
  /** Part of the events that are credential events. */
  readonly credentialShare: number;
  /** Whether Edgewarden paces its requests and Cloudflare enforces its limit. */
  readonly limited: boolean;
  /** Folder for a CPU profile of the worker. */
  readonly profileTo?: string;
}

/** One audit log and a worker of its own that has done nothing yet, on a bucket of its own. */
export interface Scene {
  readonly sandboxUrl: string;
  /** Span of event time that holds the whole log. */
  readonly window: TimeWindow;
  readonly bucket: string;
  readonly worker: GuardedProcess;
  /** Settings file, secrets and Temporal's address, as the worker has them. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

export async function setScene(ground: Ground, options: SceneOptions): Promise<Scene> {
  const { limited, profileTo } = options;
  const bucket = await createBucket(ground);
  const endMs = Math.floor(Date.now() / 1_000) * 1_000;
  const sandbox = await startSandbox(sandboxArgs(endMs, options));
  const env = writeSettings(ground, {
    bucket,
    sandboxUrl: sandbox.url,
    paced: limited,
    sections: {
      accounts: {
        [ACCOUNT]: { id: ACCOUNT_ID, name: 'Bench', token: { env: 'BENCH_CLOUDFLARE_TOKEN' }, enabled: false },
      },
    },
    secrets: { BENCH_CLOUDFLARE_TOKEN: READER_SECRET },
  });
  try {
    const worker = await startWorker({ env, profileTo });
    return {
      sandboxUrl: sandbox.url,
      window: { since: new Date(endMs - SPAN_HOURS * HOUR_MS).toISOString(), before: new Date(endMs).toISOString() },
      bucket,
      worker,
      env,
      stop: async () => {
        await worker.stop();
        await sandbox.stop();
      },
    };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

function sandboxArgs(endMs: number, { events, credentialShare, limited }: SceneOptions): string[] {
  const volume = ['--volume-events', events, '--volume-share', credentialShare, '--volume-hours', SPAN_HOURS];
  return [
    ...['--story', 'empty', '--base', new Date(endMs).toISOString()],
    ...(events === 0 ? [] : volume.map(String)),
    ...(limited ? [] : ['--no-rate-limit']),
  ];
}
