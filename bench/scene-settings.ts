import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { STORY_SETTING } from '../sandbox/story/setting';
import { NAMESPACE, type Ground } from './ground';
import { imageEnvironment } from './image-environment';

/** Far above what the machine can do, so that no limit makes anybody wait. */
export const NO_LIMIT = 1_000_000;

/** What one benchmark's settings have beside those that all share. */
export interface SceneSettings {
  readonly bucket: string;
  readonly sandboxUrl: string;
  /** Whether Edgewarden paces its requests. */
  readonly paced: boolean;
  /** Further sections by name. */
  readonly sections: Readonly<Record<string, object>>;
  /** The secrets that these name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Writes a settings file on the ground's store and Temporal. @returns the environment in which a process finds it */
export function writeSettings(
  { folder, store, temporalAddress }: Ground,
  { bucket, sandboxUrl, paced, sections, secrets }: SceneSettings,
): NodeJS.ProcessEnv {
  const { approvedIssuers, linear } = STORY_SETTING;
  const file = path.join(folder, `${bucket}.yaml`);
  const settings = {
    cloudflare: {
      baseUrl: `${sandboxUrl}/cloudflare/client/v4`,
      requestShare: 1,
      ...(paced ? {} : { requestsPer5Minutes: NO_LIMIT }),
    },
    archive: {
      endpoint: store.endpoint,
      region: store.region,
      bucket,
      accessKeyId: { env: 'BENCH_S3_ACCESS_KEY_ID' },
      secretAccessKey: { env: 'BENCH_S3_SECRET_ACCESS_KEY' },
      retention: { mode: 'GOVERNANCE', days: 1 },
    },
    linear: { baseUrl: `${sandboxUrl}/linear`, apiKey: { env: 'BENCH_LINEAR_API_KEY' } },
    tokenWatch: { approvedIssuers, tickets: { team: linear.teamKey, labels: linear.labels } },
    ...sections,
  };
  writeFileSync(file, stringify(settings));
  return {
    ...process.env,
    ...imageEnvironment(),
    BENCH_S3_ACCESS_KEY_ID: store.credentials.accessKeyId,
    BENCH_S3_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
    BENCH_LINEAR_API_KEY: linear.apiKey,
    ...secrets,
    EDGEWARDEN_CONFIG: file,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: NAMESPACE,
  };
}
