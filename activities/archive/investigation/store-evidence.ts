import { Context } from '@temporalio/activity';
import { evidenceKey } from '../../../domain/archive-key';
import { FailureType } from '../../../domain/failure-type';
import type { Anomaly } from '../../../domain/investigation/anomaly';
import { lockForEvent } from '../../../domain/retention';
import { scrub } from '../../../domain/scrub';
import type { EvidenceReference } from '../../shared/evidence-reader';
import { failure } from '../../shared/failure';
import type { HandOver } from '../../shared/record-store';
import type { SourceReading } from '../../shared/source-reading';
import { createGzipLines, type LinesObject } from '../insights/gzip-lines';
import { assertInvestigation } from './assert-investigation';
import type { EvidenceHeader } from './evidence';
import type { InvestigationActivityDeps } from './investigation-activity-deps';

export interface StoreEvidenceInput {
  /** Public id of the investigation, 24 hex digits. */
  readonly investigation: string;
  readonly anomaly: Anomaly;
  /** Span that was read, ISO 8601 UTC. */
  readonly window: { readonly from: string; readonly to: string };
  /** One of each source. */
  readonly readings: readonly SourceReading[];
}

/**
 * Stores all that was read as one object, created once and locked: what was reported, what became of each source, and each
 * record with the event that was made of it.
 *
 * May be repeated: the same readings make the same bytes, and these their key.
 * @throws ApplicationFailure `NotFound` when a reading has expired, or of the store
 */
export function createStoreEvidence({ store, handOver, settings }: InvestigationActivityDeps) {
  return async function storeEvidence(input: StoreEvidenceInput): Promise<EvidenceReference> {
    const { cancellationSignal: signal, info } = Context.current();
    const { investigation, readings } = input;
    assertInvestigation(investigation);
    const lines = await evidenceLines(input, handOver, signal);
    const key = evidenceKey(settings.prefix, investigation, lines.sha256);
    const scheduledAt = new Date(info.scheduledTimestampMs).toISOString();
    const lock = lockForEvent(settings.retention, scheduledAt, null);
    const write = { key, body: lines.bytes, contentType: 'application/gzip', lock } as const;
    const put = await store.putImmutable(write, signal);
    if (put.outcome === 'differs') {
      const remedy = 'Something else wrote this key; see the store’s access log';
      throw failure(FailureType.Conflict, `${key} holds something else`, remedy, { provider: 'archive' });
    }
    return { key, sha256: lines.sha256, events: readings.reduce((sum, { events }) => sum + events, 0) };
  };
}

async function evidenceLines(
  { investigation, anomaly, window, readings }: StoreEvidenceInput,
  handOver: HandOver,
  signal: AbortSignal,
): Promise<LinesObject> {
  const lines = createGzipLines();
  try {
    const sources = readings.map(({ source, state, events, note }) => ({ source, state, events, note }));
    const header: EvidenceHeader = { schema: 1, investigation, anomaly: scrub(anomaly), window, sources };
    await lines.add(JSON.stringify(header));
    for (const { staged } of readings) {
      if (staged === null) continue;
      const text = await handOver.getLarge(staged, signal);
      for (const line of linesIn(text)) {
        const wait = lines.add(line);
        if (wait !== undefined) await wait;
      }
    }
    return await lines.end();
  } finally {
    lines.discard();
  }
}

/** One line after another: all of them at once would take the room of the text again. */
function* linesIn(text: string): Generator<string> {
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    yield text.slice(start, end);
    start = end + 1;
  }
}
