import { GetObjectCommand, HeadObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { sha256Hex } from '../../activities/shared/hashing';
import type { TokenWatchRig } from './token-watch-rig';
import type { WorkerRig } from './worker-rig';

/** What a rig's store and tracker hold, without what differs between two rigs that saw the same events. */
export interface EndState {
  /** By key. Events as they are, records without bucket, address and ticket number, manifests by what they name. */
  readonly objects: Readonly<Record<string, unknown>>;
  readonly tickets: readonly Ticket[];
  /** Keys with more than one version, or without the lock that they should have. */
  readonly unsound: readonly string[];
}

interface Ticket {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly state: string;
  readonly comments: readonly { readonly id: string; readonly body: string }[];
}

export async function endState(rig: TokenWatchRig): Promise<EndState> {
  const versions = await versionsOf(rig);
  const objects: Record<string, unknown> = {};
  const unsound: string[] = [];
  for (const [key, ids] of [...versions].sort()) {
    if (key.startsWith('probe/')) continue; // written by the start of a worker process, not by its work
    if (ids.length !== 1 || (!key.startsWith('staging/') && !(await isLocked(rig, key)))) unsound.push(key);
    const text = await textAt(rig, key);
    if (key.startsWith('manifest/')) {
      const name = manifestName(rig, key, text);
      objects[name in objects ? `${name} again, ${key}` : name] = manifestFacts(text);
    } else objects[key] = key.startsWith('audit/') || key.startsWith('staging/') ? text : withoutPlace(rig, text);
  }
  return { objects, tickets: ticketsOf(rig), unsound };
}

async function versionsOf({ s3, bucket }: TokenWatchRig): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, ...markers }));
    for (const { Key = '', VersionId = '' } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      const known = found.get(Key) ?? [];
      if (!known.includes(VersionId)) found.set(Key, [...known, VersionId]);
    }
    if (page.IsTruncated !== true) return found;
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

/** Whether the store keeps an object from being changed or deleted now. */
export async function isLocked({ s3, bucket }: Pick<WorkerRig, 's3' | 'bucket'>, key: string): Promise<boolean> {
  const { ObjectLockMode, ObjectLockRetainUntilDate: until } = await s3.send(
    new HeadObjectCommand({ Bucket: bucket, Key: key }),
  );
  return ObjectLockMode !== undefined && until !== undefined && until > new Date();
}

async function textAt({ s3, bucket }: TokenWatchRig, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}

/** A manifest's name ends in the hash of its bytes, which hold the run; what it names tells it apart instead. */
function manifestName({ accountId }: TokenWatchRig, key: string, text: string): string {
  if (!key.endsWith(`-${sha256Hex(text).slice(0, 16)}.json`)) return `${key} does not hold what its name says`;
  return `manifest of ${accountId} over ${sha256Hex(JSON.stringify(manifestFacts(text)))}`;
}

function manifestFacts(text: string): unknown {
  const manifest = JSON.parse(text) as {
    job: string;
    objects: readonly { key: string; sha256: string }[];
    windows: readonly { stream: string; scanned: number }[];
    failed: readonly unknown[];
  };
  return {
    job: manifest.job,
    objects: manifest.objects.map(({ key, sha256 }) => ({ key, sha256 })),
    windows: manifest.windows.map(({ stream, scanned }) => ({ stream, scanned })),
    failed: manifest.failed,
  };
}

function ticketsOf(rig: TokenWatchRig): Ticket[] {
  const { control } = rig.sandbox;
  return control
    .issues()
    .map(({ id, title, description, state }) => ({
      id,
      title,
      description: withoutPlace(rig, description),
      state: state.type,
      comments: control
        .comments()
        .filter(({ issueId }) => issueId === id)
        .map((comment) => ({ id: comment.id, body: withoutPlace(rig, comment.body) }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Tickets are numbered in the order of their making, which is nobody's promise. */
function withoutPlace({ bucket, sandbox }: TokenWatchRig, text: string): string {
  return text
    .replaceAll(bucket, 'BUCKET')
    .replaceAll(sandbox.url, 'SANDBOX')
    .replace(/SEC-\d+/g, 'SEC-n');
}
