import { z } from 'zod';
import { hourOf, manifestHourPrefix, manifestKey, manifestPrefix } from '../../domain/archive-key';
import type { AuditStream } from '../../domain/audit-event';
import { FailureType } from '../../domain/failure-type';
import type { ArchivedEvent, Job, PendingEvent, ReadWindow } from '../../domain/token-watch';
import { canonicalJson } from '../shared/canonical-json';
import { failure } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import type { ArchiveStore } from './store';

/**
 * What one call archived: proof that a window was read to its end, and what came of it.
 *
 * The bytes follow from the work alone (no clock, no outcome), so a retry that settles the same objects writes the same
 * manifest.
 */
export interface Manifest {
  readonly schema: 1;
  readonly job: Job;
  /** Id of the workflow run. */
  readonly run: string;
  readonly accountId: string;
  readonly runStart: string;
  /** Sorted by key; each object once. */
  readonly objects: readonly ManifestObject[];
  readonly windows: readonly ReadWindow[];
  /** Events of these windows that could not be archived: the run's result carries them on. */
  readonly failed: readonly Pick<PendingEvent, 'stream' | 'time' | 'id' | 'type'>[];
}

export interface ManifestObject {
  readonly key: string;
  readonly sha256: string;
  readonly versionId: string | null;
}

const windowSchema = z.object({ stream: z.enum(['v1', 'v2']), before: z.iso.datetime() });
/** What finding the start of a watch reads of a manifest. */
const manifestSchema = z.object({ schema: z.literal(1), job: z.string(), windows: z.array(windowSchema) });

/** How far back the audit log reaches, in months: nothing older can be read again. */
const LOG_MONTHS = 18;
const HOUR_MS = 3_600_000;
/** `<run>-<16 hex>.json`: anything else in the folder is none of ours. */
const MANIFEST_NAME = /-([0-9a-f]{16})\.json$/;

/** Bytes and key of the manifest of one call. `hour` is that of archiving. */
export function buildManifest(
  prefix: string,
  hour: string,
  input: Omit<Manifest, 'schema' | 'objects'> & { readonly objects: readonly ManifestObject[] },
): { readonly key: string; readonly body: string } {
  const objects = new Map(input.objects.map((object) => [`${object.key} ${object.versionId ?? ''}`, object]));
  const manifest: Manifest = {
    schema: 1,
    ...input,
    objects: [...objects.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
  };
  const body = canonicalJson(manifest);
  return { key: manifestKey(prefix, input.accountId, hour, input.run, sha256Hex(body)), body };
}

/** An object as manifests name it. */
export function manifestObject({ key, sha256 }: ArchivedEvent, versionId: string | null): ManifestObject {
  return { key, sha256, versionId };
}

/**
 * Latest end of a window of `stream` that a manifest of the watch names; null when there is none within the reach of the
 * audit log.
 *
 * Goes back hour by hour from `now`. A window of the watch ends before its manifest's hour does, so the search is over
 * once no older hour can hold a later end. A date beyond `now` counts as `now`: a wrong clock must not skip events.
 *
 * @throws ApplicationFailure `Tampered` when a manifest does not hold the bytes that its name says
 */
export async function newestWatchedEnd(
  store: ArchiveStore,
  { prefix, accountId, stream, now }: { prefix: string; accountId: string; stream: AuditStream; now: string },
  signal: AbortSignal,
): Promise<string | null> {
  let newest: string | null = null;
  for (const month of monthsBack(now)) {
    const monthPrefix = `${manifestPrefix(prefix, accountId)}hour=${month}`;
    const hours = (await store.list(monthPrefix, signal, '/'))
      .map((folder) => folder.slice(-14, -1))
      .sort()
      .reverse();
    for (const hour of hours) {
      if (hour > hourOf(now)) continue;
      if (newest !== null && endOfHour(hour) <= newest) return newest;
      for (const key of await store.list(manifestHourPrefix(prefix, accountId, hour), signal)) {
        for (const end of await watchedEnds(store, key, stream, signal)) {
          const capped = end < now ? end : now;
          if (newest === null || capped > newest) newest = capped;
        }
      }
    }
  }
  return newest;
}

async function watchedEnds(store: ArchiveStore, key: string, stream: AuditStream, signal: AbortSignal) {
  const hash = MANIFEST_NAME.exec(key)?.[1];
  if (hash === undefined) return [];
  const found = await store.read(key, signal);
  if (found === undefined) return [];
  const manifest = manifestSchema.safeParse(found.sha256.startsWith(hash) ? parse(found.bytes) : undefined);
  if (!manifest.success) {
    const remedy = 'Compare its versions in the store; the watch can start elsewhere with a backfill';
    throw failure(FailureType.Tampered, `${key} is not the manifest that was written`, remedy, { provider: 'archive' });
  }
  const { job, windows } = manifest.data;
  return job === 'watch' ? windows.filter((window) => window.stream === stream).map(({ before }) => before) : [];
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** `YYYY-MM` of `now` and of the months before it, newest first. */
function monthsBack(now: string): string[] {
  const date = new Date(now);
  return Array.from({ length: LOG_MONTHS + 1 }, (_, back) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );
}

function endOfHour(hour: string): string {
  return new Date(Date.parse(`${hour}:00:00.000Z`) + HOUR_MS).toISOString();
}
