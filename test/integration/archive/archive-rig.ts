import { randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  S3Client,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import {
  createArchiveActivities,
  type ArchiveActivities,
  type ArchiveEventsInput,
  type ArchiveEventsResult,
} from '../../../activities/archive/activities';
import { createS3Client, type ArchiveSettings } from '../../../activities/archive/client';
import { createHandOver, createRecordStore } from '../../../activities/archive/records';
import { createArchiveStore } from '../../../activities/archive/store';
import { canonicalJson } from '../../../activities/shared/canonical-json';
import { sha256Hex } from '../../../activities/shared/hashing';
import type { HandOver, RecordStore } from '../../../activities/shared/record-store';
import type { ArchiveStore } from '../../../activities/archive/store';
import type { FoundEvent } from '../../../domain/token-watch';
import { createLockedBucket, s3Connection } from '../../support/servers';

export const ACCOUNT_ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const DAY_MS = 86_400_000;
export const RUN_START = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
/** A little before the run, as events are. */
export const EVENT_TIME = new Date(Date.parse(RUN_START) - 600_000).toISOString();
export const RETENTION_DAYS = 2;
export const NO_SIGNAL = new AbortController().signal;

export interface Rig {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly settings: ArchiveSettings;
  readonly store: ArchiveStore;
  readonly records: RecordStore;
  readonly handOver: HandOver;
  readonly activities: ArchiveActivities;
  archive(events: readonly FoundEvent[], input?: Partial<ArchiveEventsInput>): Promise<ArchiveEventsResult>;
  head(key: string): Promise<HeadObjectCommandOutput>;
  versionCount(key: string): Promise<number>;
}

/** The archive on a bucket of its own; `overrides` are settings. */
export async function createRig(overrides: Partial<ArchiveSettings> = {}): Promise<Rig> {
  const connection = s3Connection();
  const bucket = overrides.bucket ?? (await createLockedBucket('archive'));
  const settings: ArchiveSettings = {
    endpoint: connection.endpoint,
    region: connection.region,
    bucket,
    prefix: '',
    retention: { mode: 'COMPLIANCE', days: RETENTION_DAYS },
    requireImmutability: true,
    ...connection.credentials,
    ...overrides,
  };
  const s3 = createS3Client(settings);
  const store = createArchiveStore(s3, bucket);
  const handOver = createHandOver(store, settings);
  const activities = createArchiveActivities({
    store,
    handOver,
    settings,
    findAccount: () => ({ id: ACCOUNT_ID, lookBackMs: DAY_MS, overlapMs: 1_800_000 }),
  });
  return {
    s3,
    bucket,
    settings,
    store,
    records: createRecordStore(store, settings),
    handOver,
    activities,
    archive: (events, overrides = {}) => {
      const input: ArchiveEventsInput = {
        account: 'acme',
        accountId: ACCOUNT_ID,
        job: 'watch',
        run: 'run-1',
        runStart: RUN_START,
        events,
        windows: [],
        ...overrides,
      };
      const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
      return environment.run(activities.archiveEvents, input);
    },
    head: (key) => s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' })),
    async versionCount(key) {
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }));
      return new Set(Versions.filter(({ Key }) => Key === key).map(({ VersionId }) => VersionId)).size;
    },
  };
}

/** A bucket without lock, and so without versions. */
export async function createPlainBucket(): Promise<string> {
  const bucket = `plain-${randomBytes(6).toString('hex')}`;
  const s3 = new S3Client(s3Connection());
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  s3.destroy();
  return bucket;
}

/** A scrubbed token creation as reading hands it over. `extra` changes its bytes, not its identity. */
export function foundEvent(
  id: string | null,
  extra: Record<string, unknown> = {},
  time: string | null = EVENT_TIME,
): FoundEvent {
  const body = canonicalJson({ ...(id === null ? {} : { id }), action: { type: 'create', time }, ...extra });
  return {
    stream: 'v2',
    id,
    time,
    kind: 'user_token.create',
    credentialId: '6f1e2d3c4b5a69788796a5b4c3d2e1f0',
    sha256: sha256Hex(body),
    body,
  };
}
