import type { AuditStream } from './audit-event';

/** What an event's place in the archive follows from. Hashes are SHA-256 in hex, made by the caller. */
export interface ArchiveIdentity {
  /** Bucket prefix from the settings, without slashes at its ends; empty for none. */
  readonly prefix: string;
  readonly stream: AuditStream;
  readonly accountId: string;
  /** The provider's event id; null when the record has none. */
  readonly id: string | null;
  /** Hash of `id`, or of the event's bytes where there is no id. */
  readonly identityHash: string;
  /** ISO 8601; null or unreadable ends under `date=unknown`. */
  readonly time: string | null;
}

/** Families of objects that are kept for the retention; each is a folder below the bucket prefix. */
const AUDIT = 'audit';
const MANIFEST = 'manifest';
const STAGING = 'staging';
const PROBE = 'probe';
const INSIGHTS = 'insights';
const EVIDENCE = 'evidence';
const ASSESSMENT = 'assessment';

/** Every store agrees on segments of these characters up to this length: see `isSafeKey`. */
const SAFE_SEGMENT = /^[A-Za-z0-9._=-]{1,200}$/;
const PLAIN_ID = /^[A-Za-z0-9._-]{1,128}$/;
const REVISION_SUFFIX = /\.r-[0-9a-f]{16}$/;
const SHORT_HASH_LENGTH = 16;
/** Commits are found by listing: with leading zeros the order of their names is that of their numbers. */
const SEQ_DIGITS = 10;
const COMMIT_NAME = /\/(\d{10})\.json$/;

/**
 * Key of an event's object: `audit/<stream>/account=<id>/date=<YYYY-MM-DD>/<YYYYMMDDTHHMMSSmmmZ>_<id>.json`.
 *
 * It follows from the event alone, so that every run that meets the event names the same object.
 */
export function archiveKey(event: ArchiveIdentity): string {
  const time = normalTime(event.time);
  const date = time === null ? 'unknown' : time.slice(0, 10);
  const stamp = time === null ? 'unknown' : time.replace(/[-:.]/g, '');
  const name = `${stamp}_${keyId(event)}.json`;
  return join(event.prefix, AUDIT, event.stream, `account=${event.accountId}`, `date=${date}`, name);
}

/** Key beside `eventKey` for other bytes of the same event; `sha256` is the hash of those bytes. */
export function revisionKey(eventKey: string, sha256: string): string {
  return eventKey.replace(/\.json$/, `.r-${sha256.slice(0, SHORT_HASH_LENGTH)}.json`);
}

/** Whether a key was made by `revisionKey`. */
export function isRevisionKey(key: string): boolean {
  return REVISION_SUFFIX.test(key.replace(/\.json$/, ''));
}

/** Key of the record of `family` beside an archived event: the same tail in the family's folder. */
export function recordKey(prefix: string, family: 'judged' | 'assessed', eventKey: string): string {
  return join(prefix, family, eventKey.slice(join(prefix, AUDIT, '').length));
}

/** True when `key` is one of this archive's event objects. */
export function isArchiveKey(prefix: string, key: string): boolean {
  return key.startsWith(join(prefix, AUDIT, '')) && isSafeKey(key);
}

/** Key of a manifest; `hour` is that of archiving, `sha256` the hash of the manifest's bytes. */
export function manifestKey(prefix: string, accountId: string, hour: string, run: string, sha256: string): string {
  return `${manifestHourPrefix(prefix, accountId, hour)}${run}-${sha256.slice(0, SHORT_HASH_LENGTH)}.json`;
}

/** What all manifests of one hour begin with. */
export function manifestHourPrefix(prefix: string, accountId: string, hour: string): string {
  return `${manifestPrefix(prefix, accountId)}hour=${hour}/`;
}

/** What all manifests of one account begin with. */
export function manifestPrefix(prefix: string, accountId: string): string {
  return join(prefix, MANIFEST, `account=${accountId}`, '');
}

/** Key of a hand-over object. The day keeps a text that comes again from inheriting the age of an expiring object. */
export function stagingKey(prefix: string, day: string, sha256: string): string {
  return `${stagingPrefix(prefix)}date=${day}/${sha256}`;
}

/** What all hand-over objects begin with: the scope of the bucket's lifecycle rule. */
export function stagingPrefix(prefix: string): string {
  return join(prefix, STAGING, '');
}

/** Folders whose objects no lifecycle rule may expire. The insights' inventory is none of them: old ones may go. */
export function keptPrefixes(prefix: string): readonly string[] {
  return [
    join(prefix, AUDIT, ''),
    ...['commit', 'records', 'begun'].map((folder) => join(prefix, INSIGHTS, folder, '')),
    ...[EVIDENCE, ASSESSMENT].map((folder) => join(prefix, folder, '')),
  ];
}

/** Key of an investigation's evidence; `sha256` is the hash of the object's bytes. */
export function evidenceKey(prefix: string, investigation: string, sha256: string): string {
  const name = `${sha256.slice(0, SHORT_HASH_LENGTH)}.ndjson.gz`;
  return join(prefix, EVIDENCE, `investigation=${investigation}`, name);
}

/** Key of an investigation's assessment: there is one. */
export function assessmentKey(prefix: string, investigation: string): string {
  return join(prefix, ASSESSMENT, `${investigation}.json`);
}

/** What all commits of an account's insights begin with. */
export function insightCommitPrefix(prefix: string, accountId: string): string {
  return join(prefix, INSIGHTS, 'commit', `account=${accountId}`, '');
}

/** Key of a commit of an account's insights. */
export function insightCommitKey(prefix: string, accountId: string, seq: number): string {
  return `${insightCommitPrefix(prefix, accountId)}${digits(seq)}.json`;
}

/** Number of the commit that stands under `key`; undefined when no commit has such a name. */
export function insightCommitSeq(key: string): number | undefined {
  const seq = COMMIT_NAME.exec(key)?.[1];
  return seq === undefined ? undefined : Number(seq);
}

/** Key of the lifecycle records of one sync; `sha256` is the hash of the object's bytes, `at` the start of the run. */
export function insightRecordsKey(prefix: string, accountId: string, at: string, seq: number, sha256: string): string {
  const name = `${digits(seq)}-${sha256.slice(0, SHORT_HASH_LENGTH)}.ndjson.gz`;
  return join(prefix, INSIGHTS, 'records', `account=${accountId}`, `date=${at.slice(0, 10)}`, name);
}

/** Key of an inventory; `sha256` is the hash of the object's bytes. */
export function insightInventoryKey(prefix: string, accountId: string, seq: number, sha256: string): string {
  const name = `${digits(seq)}-${sha256.slice(0, SHORT_HASH_LENGTH)}.ndjson.gz`;
  return join(prefix, INSIGHTS, 'inventory', `account=${accountId}`, name);
}

/** Key of the proof that requests for an account's insights were spent. */
export function insightsBegunKey(prefix: string, accountId: string): string {
  return join(prefix, INSIGHTS, 'begun', `account=${accountId}.json`);
}

/** Key of a complete listing on its way to the comparison: one for each list of a run. */
export function stagedInsightsKey(prefix: string, accountId: string, run: string, list: string): string {
  return join(prefix, STAGING, INSIGHTS, `account=${accountId}`, `run=${run}`, `${list}.ndjson.gz`);
}

/** Whether a listing of this account and kind is staged under `key`, by whatever run. */
export function isStagedInsightsKey(prefix: string, accountId: string, list: string, key: string): boolean {
  const [before, after] = stagedInsightsKey(prefix, accountId, '|', list).split('|');
  return key.startsWith(before ?? '') && key.endsWith(after ?? '') && isSafeKey(key);
}

/** Key of the one object on which the worker tries conditional creates. */
export function probeKey(prefix: string): string {
  return join(prefix, PROBE, 'conditional-create.json');
}

/** Hour of a time as it stands in manifest keys: `YYYY-MM-DDTHH`. */
export function hourOf(isoTime: string): string {
  return new Date(isoTime).toISOString().slice(0, 13);
}

/**
 * True when every S3 store keeps the key as it is: some rewrite `a//b` and `a/../b`, refuse long segments, or encode
 * other characters.
 * @see docs/sources.md#s3-keys
 */
export function isSafeKey(key: string): boolean {
  return key.split('/').every((segment) => SAFE_SEGMENT.test(segment) && segment !== '.' && segment !== '..');
}

/** An id that reads like a revision is hashed: as it is, it would name the revision of another event. */
function keyId({ id, identityHash }: ArchiveIdentity): string {
  return id !== null && PLAIN_ID.test(id) && !REVISION_SUFFIX.test(id) ? id : `h-${identityHash}`;
}

function digits(seq: number): string {
  return String(seq).padStart(SEQ_DIGITS, '0');
}

/** Years beyond 9999 get a sign and two more digits from `toISOString`; no audit log has them. */
function normalTime(time: string | null): string | null {
  if (time === null) return null;
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) return null;
  const iso = new Date(ms).toISOString();
  return iso.length === 24 ? iso : null;
}

function join(prefix: string, ...segments: readonly string[]): string {
  return [...(prefix === '' ? [] : [prefix]), ...segments].join('/');
}
