import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { keptPrefixes, probeKey, stagingPrefix } from '../../domain/archive-key';
import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import type { ArchiveSettings } from './client';
import { s3Call, withDeadline } from './deadline';
import { nameOf, s3Failure, statusOf } from './s3-failure';

/** What the worker learns about its store before it takes work. */
export interface ProbeReport {
  /** The store as it names itself, empty when it does not. */
  readonly server: string;
  /** What the operator should know, one sentence each, ready to be logged. */
  readonly warnings: readonly string[];
}

const PROBE_BODY = '{"purpose":"the worker tries at each start whether this object can be created a second time"}';

/**
 * Tries once, at the worker's start, whether the bucket can keep the archive's promises.
 *
 * One object under `probe/` is used for every start: once it exists, refusing to create it again is the proof.
 *
 * @throws ApplicationFailure `Misconfigured` naming everything that is missing, unless `requireImmutability` is off:
 * then each is a warning. A store that cannot be reached or denies access is an error either way.
 */
export async function probeStore(
  client: S3Client,
  settings: ArchiveSettings,
  signal: AbortSignal,
): Promise<ProbeReport> {
  const { bucket, prefix } = settings;
  const server = watchServerName(client);

  const problems: string[] = [];
  if (!(await isVersioned(client, bucket, signal))) {
    problems.push('Versioning is not enabled: an object that is overwritten or deleted is gone');
  }
  if (!(await hasObjectLock(client, bucket, signal))) {
    problems.push('Object Lock is not enabled: whoever may write may also delete');
  }
  if (!(await refusesSecondCreate(client, bucket, probeKey(prefix), signal))) {
    problems.push('The store creates an object twice although told not to (If-None-Match): it does not keep the first');
  }
  await tryReads(client, bucket, probeKey(prefix), signal);

  if (problems.length > 0 && settings.requireImmutability) {
    throw failure(
      FailureType.Misconfigured,
      `bucket ${bucket} cannot keep what is promised. ${problems.join('. ')}`,
      'Create it as activities/archive/README.md says, or set archive.requireImmutability: false to try things out',
      { provider: 'archive' },
    );
  }
  return {
    server: server(),
    warnings: [...problems, ...serverWarnings(server()), ...(await lifecycleWarnings(client, settings, signal))],
  };
}

async function isVersioned(client: S3Client, bucket: string, signal: AbortSignal): Promise<boolean> {
  const status = await unlessUnknown(`GetBucketVersioning ${bucket}`, signal, async (abortSignal) => {
    const answer = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal });
    return answer.Status;
  });
  return status === 'Enabled';
}

async function hasObjectLock(client: S3Client, bucket: string, signal: AbortSignal): Promise<boolean> {
  const enabled = await unlessUnknown(`GetObjectLockConfiguration ${bucket}`, signal, async (abortSignal) => {
    const answer = await client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket }), { abortSignal });
    return answer.ObjectLockConfiguration?.ObjectLockEnabled;
  });
  return enabled === 'Enabled';
}

/** Two creates at most: the first may be the first ever, the second must not succeed. */
async function refusesSecondCreate(
  client: S3Client,
  bucket: string,
  key: string,
  signal: AbortSignal,
): Promise<boolean> {
  const command = () =>
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: PROBE_BODY,
      ContentType: 'application/json',
      ChecksumAlgorithm: 'SHA256',
      IfNoneMatch: '*',
    });
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      await withDeadline(`PutObject ${key}`, signal, (abortSignal) => client.send(command(), { abortSignal }));
    } catch (error) {
      signal.throwIfAborted();
      if (statusOf(error) === 412) return true;
      if (statusOf(error) === 501) return false;
      throw s3Failure(error, `PutObject ${key}`);
    }
  }
  return false;
}

/** Settling needs these; a policy that lacks one should fail now and not with the first crash. */
async function tryReads(client: S3Client, bucket: string, key: string, signal: AbortSignal): Promise<void> {
  const head = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
  try {
    await withDeadline(`HeadObject ${key}`, signal, (abortSignal) => client.send(head, { abortSignal }));
  } catch (error) {
    signal.throwIfAborted();
    // A delete marker over the probe says nothing about the archive.
    if (statusOf(error) !== 404) throw s3Failure(error, `HeadObject ${key}`);
  }
  await s3Call(`ListObjectVersions ${key}`, signal, (abortSignal) =>
    client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: 1 }), { abortSignal }),
  );
}

function serverWarnings(server: string): string[] {
  if (!/versitygw/i.test(server)) return [];
  return [
    'VersityGW may let several racing creates of one key succeed, and lets a writer shorten a retention lock: use it for trying things out, and AWS S3 where the archive is evidence',
  ];
}

async function lifecycleWarnings(
  client: S3Client,
  { bucket, prefix }: ArchiveSettings,
  signal: AbortSignal,
): Promise<string[]> {
  let rules: LifecycleRule[];
  try {
    const answer = await withDeadline(`GetBucketLifecycleConfiguration ${bucket}`, signal, (abortSignal) =>
      client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), { abortSignal }),
    );
    rules = answer.Rules ?? [];
  } catch (error) {
    signal.throwIfAborted();
    if (statusOf(error) === 403)
      return ['Lifecycle rules could not be read: grant s3:GetLifecycleConfiguration to have them checked'];
    if (statusOf(error) === undefined) throw s3Failure(error, `GetBucketLifecycleConfiguration ${bucket}`);
    rules = []; // none set, or a store without lifecycle rules
  }
  const expiring = rules.filter(({ Status, Expiration }) => Status === 'Enabled' && Expiration !== undefined);
  const staging = stagingPrefix(prefix);
  const covered = keptPrefixes(prefix).filter((kept) =>
    expiring.some((rule) => kept.startsWith(scopeOf(rule)) || scopeOf(rule).startsWith(kept)),
  );
  return [
    ...(expiring.some((rule) => staging.startsWith(scopeOf(rule)))
      ? []
      : [`No lifecycle rule expires ${staging}: hand-over objects will pile up`]),
    ...(covered.length === 0
      ? []
      : [
          `A lifecycle rule expires objects below ${covered.join(', ')}: it covers archived objects with delete markers, remove it`,
        ]),
  ];
}

/** Rules written long ago name their prefix beside the filter. */
function scopeOf(rule: LifecycleRule): string {
  return rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? (rule as { Prefix?: string }).Prefix ?? '';
}

/** Undefined for "not set" and "not implemented"; denied and unreachable stay errors. */
async function unlessUnknown<T>(
  operation: string,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await withDeadline(operation, signal, call);
  } catch (error) {
    signal.throwIfAborted();
    if (statusOf(error) === 501 || nameOf(error) === 'ObjectLockConfigurationNotFoundError') return undefined;
    throw s3Failure(error, operation);
  }
}

/** The SDK hides headers; the store's name is only told in one. */
function watchServerName(client: S3Client): () => string {
  let server = '';
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Record<string, string> };
      server = headers?.['server'] ?? server;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'edgewardenServerName', override: true },
  );
  return () => server;
}
