import { Context } from '@temporalio/activity';
import { archiveKey, hourOf, revisionKey } from '../../domain/archive-key';
import type { AuditStream } from '../../domain/audit-event';
import { FailureType } from '../../domain/failure-type';
import { lockForEvent, type WantedLock } from '../../domain/retention';
import type { ArchivedEvent, FoundEvent, Job, PendingEvent, ReadWindow } from '../../domain/token-watch';
import { failure } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import { createInTurn } from '../shared/in-turn';
import type { HandOver } from '../shared/record-store';
import { settleEach } from '../shared/settle-each';
import type { ArchiveSettings } from './client';
import { buildManifest, manifestObject, newestWatchedEnd } from './manifest';
import type { ArchiveStore, PutResult } from './store';

export interface ArchiveActivityDeps {
  readonly store: ArchiveStore;
  readonly handOver: HandOver;
  readonly settings: ArchiveSettings;
  /** An account's settings as they are now. @throws ApplicationFailure `Misconfigured` when there is none */
  readonly findAccount: (key: string) => {
    readonly id: string;
    readonly lookBackMs: number;
    readonly overlapMs: number;
  };
}

export interface ArchiveEventsInput {
  /** Key of the account in the settings. */
  readonly account: string;
  /** Cloudflare's id of the account. */
  readonly accountId: string;
  readonly job: Job;
  /** Id of the workflow run. */
  readonly run: string;
  /** ISO 8601 UTC; the lock counts from here. */
  readonly runStart: string;
  readonly events: readonly FoundEvent[];
  /** Windows that the manifest names. */
  readonly windows: readonly ReadWindow[];
  /** Writes nothing and says what would have been done. Default false. */
  readonly dryRun?: boolean;
}

export interface ArchiveEventsResult {
  /** In the order of the events. */
  readonly archived: ArchivedEvent[];
  /** Events that could not be stored now; `message` says why and what to do. */
  readonly failed: (PendingEvent & { readonly message: string })[];
  /** Null when there was nothing to name. */
  readonly manifestKey: string | null;
}

export interface FindStartInput {
  readonly account: string;
  readonly stream: AuditStream;
  readonly job: Job;
  readonly runStart: string;
  /** Sweep: start of the last completed one. */
  readonly lastSweepAt?: string | undefined;
}

/** Where a walk begins, and where it ends when that is not the run's start. */
export interface FoundStart {
  readonly since: string;
  readonly before?: string;
}

interface Stored {
  readonly archived: ArchivedEvent;
  readonly versionId: string | null;
}

/** Writes in flight at once: more gains nothing on the stores measured. */
const IN_FLIGHT = 16;
/** Events may show in the log this late (promise P1): whoever has no watermark starts this much earlier. */
const LATENESS_MS = 72 * 3_600_000;

/** What the token watch asks of the archive. */
export function createArchiveActivities({ store, handOver, settings, findAccount }: ArchiveActivityDeps) {
  const { prefix, retention } = settings;

  return {
    /**
     * Stores every event as one immutable object and then one manifest that names them and the windows read.
     *
     * May be repeated: what stands is found and counts as `already there`. Other bytes for an event that stands are kept
     * beside it as a revision. One event that cannot be stored holds up no other.
     *
     * @throws ApplicationFailure when the store fails as a whole
     */
    async archiveEvents(input: ArchiveEventsInput): Promise<ArchiveEventsResult> {
      const { info, cancellationSignal: signal, log } = Context.current();
      const inTurn = createInTurn();
      // A revision that fails must not be taken for its original, which may long be handled.
      const places = new Map<FoundEvent, string>();
      const results = await settleEach<FoundEvent, Stored | ArchiveEventsResult['failed'][number]>({
        items: input.events,
        concurrency: IN_FLIGHT,
        attempt: info.attempt,
        signal,
        // Two bodies of one event must not race: not every store lets only one of them win.
        work: (event) => {
          const key = keyOf(event, input.accountId);
          const place = (at: string): unknown => places.set(event, at);
          place(key);
          return inTurn(Promise.resolve(key), () =>
            input.dryRun === true ? foresee(event, key, signal) : archive(event, key, input, signal, place),
          );
        },
        setAside: (event, why) =>
          asPending(event, places.get(event) ?? keyOf(event, input.accountId), input.runStart, why),
        progress: (finished) => Context.current().heartbeat({ finished }),
      });

      const stored = results.filter((result): result is Stored => 'archived' in result);
      const failed = results.filter(
        (result): result is ArchiveEventsResult['failed'][number] => !('archived' in result),
      );
      for (const { type, message, stream, time } of failed)
        log.warn('an event was not archived', { type, message, stream, time });
      const manifestKey = input.dryRun === true ? null : await writeManifest(input, stored, failed, signal);
      return { archived: stored.map(({ archived }) => archived), failed, manifestKey };
    },

    /**
     * Where a stream without a watermark starts: the watch 72 h before what its manifests name, else at the account's
     * look-back; the sweep 72 h before the last one.
     */
    async findStart({ account, stream, job, runStart, lastSweepAt }: FindStartInput): Promise<FoundStart> {
      const { cancellationSignal: signal } = Context.current();
      const { id, lookBackMs, overlapMs } = findAccount(account);
      // What is younger than the overlap is still the watch's: found here it would be no rescue.
      if (job === 'sweep')
        return { since: before(lastSweepAt ?? runStart, LATENESS_MS), before: before(runStart, overlapMs) };
      const end =
        job === 'watch'
          ? await newestWatchedEnd(store, { prefix, accountId: id, stream, now: runStart }, signal)
          : null;
      return { since: end === null ? before(runStart, lookBackMs) : before(end, LATENESS_MS) };
    },
  };

  function keyOf({ stream, id, time, sha256 }: FoundEvent, accountId: string): string {
    return archiveKey({ prefix, stream, accountId, id, time, identityHash: id === null ? sha256 : sha256Hex(id) });
  }

  async function archive(
    event: FoundEvent,
    key: string,
    { runStart }: ArchiveEventsInput,
    signal: AbortSignal,
    place: (key: string) => unknown,
  ): Promise<Stored> {
    const body = await bodyOf(event, signal);
    const lock = lockForEvent(retention, runStart, event.time);
    const put = await store.putImmutable({ key, body, lock }, signal);
    if (put.outcome !== 'differs') return storedAs(event, key, put.outcome, put);
    await assertSameEvent(event, key, signal);
    place(revisionKey(key, event.sha256));
    return archiveRevision(event, key, body, lock, signal);
  }

  async function archiveRevision(
    event: FoundEvent,
    key: string,
    body: string,
    lock: WantedLock,
    signal: AbortSignal,
  ): Promise<Stored> {
    const beside = revisionKey(key, event.sha256);
    const put = await store.putImmutable({ key: beside, body, lock }, signal);
    if (put.outcome === 'differs') throw conflict(beside);
    // A revision that stands is nothing new: the run that wrote it has it judged.
    return storedAs(event, beside, put.outcome === 'created' ? 'revision' : 'already there', put);
  }

  /** A dry run reads what is there and leaves it so. */
  async function foresee(event: FoundEvent, key: string, signal: AbortSignal): Promise<Stored> {
    const found = await store.head(key, signal);
    if (found === undefined) return storedAs(event, key, 'created', { versionId: null });
    if (found.sha256 === event.sha256) return storedAs(event, key, 'already there', found);
    const beside = revisionKey(key, event.sha256);
    const revision = await store.head(beside, signal);
    return storedAs(event, beside, revision === undefined ? 'revision' : 'already there', { versionId: null });
  }

  async function bodyOf({ body, staged, sha256 }: FoundEvent, signal: AbortSignal): Promise<string> {
    const bytes = body ?? (staged === undefined ? '' : await handOver.getLarge(staged, signal));
    if (sha256Hex(bytes) === sha256) return bytes;
    const remedy = 'Nothing was stored. It is read again by the next run; report it if it comes back';
    throw failure(FailureType.Tampered, 'an event arrived with other bytes than were read', remedy, {
      provider: 'archive',
    });
  }

  /** Only another reading of the same event may stand beside it: anything else under its key is not ours. */
  async function assertSameEvent(event: FoundEvent, key: string, signal: AbortSignal): Promise<void> {
    const there = await store.read(key, signal);
    if (event.id === null || there === undefined || idOf(there.bytes) !== event.id) throw conflict(key);
  }

  async function writeManifest(
    { job, run, accountId, runStart, windows }: ArchiveEventsInput,
    stored: readonly Stored[],
    failed: ArchiveEventsResult['failed'],
    signal: AbortSignal,
  ): Promise<string | null> {
    if (stored.length === 0 && windows.length === 0) return null;
    // A watch run is short and its windows end with its start's hour; a sweep's later links archive hours after its start.
    const at = job === 'watch' ? runStart : new Date(Context.current().info.scheduledTimestampMs).toISOString();
    const { key, body } = buildManifest(prefix, hourOf(at), {
      job,
      run,
      accountId,
      runStart,
      objects: stored.map(({ archived, versionId }) => manifestObject(archived, versionId)),
      windows,
      failed: failed.map(({ stream, time, id, type }) => ({ stream, time, id, type })),
    });
    const put = await store.putImmutable({ key, body, lock: lockForEvent(retention, runStart, null) }, signal);
    if (put.outcome === 'differs') throw conflict(key);
    return key;
  }
}

export type ArchiveActivities = ReturnType<typeof createArchiveActivities>;

function storedAs(
  { stream, id, time, kind, credentialId, sha256 }: FoundEvent,
  key: string,
  outcome: ArchivedEvent['outcome'],
  { versionId }: Pick<PutResult, 'versionId'>,
): Stored {
  return { archived: { key, sha256, outcome, stream, id, time, kind, credentialId }, versionId };
}

function asPending(
  { stream, id, time }: FoundEvent,
  key: string,
  since: string,
  { type, message }: { readonly type: FailureType; readonly message: string },
): ArchiveEventsResult['failed'][number] {
  // Not judged yet, so nothing says that it is harmless.
  return { stream, key, time, id, step: 'archive', type, severity: 'high', since, message };
}

function conflict(key: string): Error {
  const remedy = 'Something else wrote this key; see the store’s access log';
  return failure(FailureType.Conflict, `${key} holds something else`, remedy, { provider: 'archive' });
}

function idOf(bytes: Buffer): unknown {
  try {
    return (JSON.parse(bytes.toString('utf8')) as { id?: unknown } | null)?.id;
  } catch {
    return undefined;
  }
}

function before(time: string, ms: number): string {
  return new Date(Date.parse(time) - ms).toISOString();
}
