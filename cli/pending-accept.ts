import { createRecordStore } from '../activities/archive/records';
import { assessedRecordSchema, type AssessedRecord } from '../activities/shared/assessed-record';
import { failureTypeOf } from '../activities/shared/failure';
import { judgedRecordSchema } from '../activities/shared/judged-record';
import type { RecordStore } from '../activities/shared/record-store';
import { loadSettings } from '../config/load-settings';
import type { Settings } from '../config/settings';
import { FailureType } from '../domain/failure-type';
import { retainUntil } from '../domain/retention';
import { accountOf } from './account-of';
import { archiveStoreOf, resolvedArchive } from './archive-store';
import { UsageError, type Command } from './command';
import { textOptions } from './options';

const MOST_REASON = 500;

export const pendingAccept: Command = {
  name: 'pending accept',
  usage: '--account <name> --key <archive key> --by <who> --reason <why> [--archived no]',
  about: 'Ends a pending event without a ticket. Who accepted it, why and when is kept as long as the event.',
  async run(args, { print, env, now, signal }) {
    const required = ['account', 'key', 'by', 'reason'] as const;
    const { account: name, key, by, reason, archived } = textOptions(args, { required, optional: ['archived'] });
    if (reason.length > MOST_REASON) throw new UsageError(`--reason must have at most ${MOST_REASON} characters`);
    const settings = loadSettings({ role: 'cli', env });
    const account = accountOf(settings, name);
    if (!key.split('/').includes(`account=${account.id}`)) {
      throw new UsageError(`--key is not a key of ${account.name}: it must contain account=${account.id}`);
    }

    const acceptance = { by: by.trim(), reason: reason.trim(), at: now().toISOString() };
    const kept = retainUntil(acceptance.at, settings.archive.retention.days);
    const record = await acceptEvent(recordStoreOf(settings.archive), key, acceptance, kept, archived === 'no', signal);
    if (record.accepted?.at === acceptance.at) {
      print(`accepted ${key}; the next run finds it handled`);
      return 0;
    }
    print(`${key} was handled before: ${howHandled(record)}`);
    return 1;
  },
};

/** The record that stands in the end: ours, or the one that was there before. */
async function acceptEvent(
  records: RecordStore,
  eventKey: string,
  accepted: NonNullable<AssessedRecord['accepted']>,
  kept: string,
  isMissing: boolean,
  signal: AbortSignal,
): Promise<AssessedRecord> {
  const sha256 = await hashOf(records, eventKey, isMissing, signal);
  const judgement = judgedRecordSchema.optional().parse(await records.readRecord('judged', eventKey, signal));
  const record: AssessedRecord = {
    schema: 1,
    eventKey,
    eventSha256: sha256,
    // Nobody has judged it yet: what cannot be judged counts as flagged.
    flagged: true,
    severity: judgement?.severity ?? 'medium',
    reasons: judgement?.reasons ?? [{ code: 'scope_unknown', sentence: 'It was accepted before it could be judged.' }],
    scope: judgement?.scope ?? [],
    notes: judgement?.notes ?? [],
    ticket: null,
    accepted,
  };
  return assessedRecordSchema.parse(await records.createRecord('assessed', eventKey, record, kept, signal));
}

/**
 * Empty for an event whose object is not ours, and for one that was never stored: that one must be said to be missing,
 * or a key with a slip in it would be accepted.
 */
async function hashOf(
  records: RecordStore,
  eventKey: string,
  isMissing: boolean,
  signal: AbortSignal,
): Promise<string> {
  try {
    return (await records.readEvent(eventKey, signal)).sha256;
  } catch (error) {
    const type = failureTypeOf(error);
    if (type === FailureType.NotFound && isMissing) return '';
    if (type === FailureType.Tampered || type === FailureType.UnexpectedAnswer) return '';
    throw error;
  }
}

function recordStoreOf(archive: Settings['archive']): RecordStore {
  const settings = resolvedArchive(archive);
  return createRecordStore(archiveStoreOf(settings), settings);
}

function howHandled({ accepted, flagged, ticket }: AssessedRecord): string {
  if (accepted !== null) return `accepted by ${accepted.by} at ${accepted.at}`;
  if (ticket !== null) return `ticket ${ticket.identifier}, ${ticket.url}`;
  return flagged ? 'flagged, without a ticket' : 'judged harmless';
}
