import { z } from 'zod';
import { evidenceKey } from '../../../domain/archive-key';
import { FailureType } from '../../../domain/failure-type';
import { timelineOf, type TimelineEvent } from '../../../domain/investigation/timeline';
import type { EvidenceReader, EvidenceReference } from '../../shared/evidence-reader';
import { failure } from '../../shared/failure';
import type { ArchiveSettings } from '../client';
import { DamagedLines, gunzipLines } from '../insights/gunzip-lines';
import { MAX_LINES_BYTES } from '../insights/put-lines';
import type { ArchiveStore } from '../store';

/** First line of an evidence object; each of the others is one record of a source, `{"event": ..., "raw": ...}`. */
export interface EvidenceHeader {
  readonly schema: 1;
  readonly investigation: string;
  readonly anomaly: unknown;
  readonly window: { readonly from: string; readonly to: string };
  readonly sources: readonly unknown[];
}

const headerSchema = z.object({ schema: z.literal(1), investigation: z.string() });

/** Reads evidence back, and takes no other bytes for it than those that were stored. */
export function createEvidenceReader(store: ArchiveStore, { prefix }: Pick<ArchiveSettings, 'prefix'>): EvidenceReader {
  return {
    async read({ key, sha256 }: EvidenceReference, signal) {
      const investigation = /\/?investigation=([0-9a-f]{24})\//.exec(key)?.[1] ?? '';
      if (key !== evidenceKey(prefix, investigation, sha256)) {
        throw failure(FailureType.Refused, 'this is no key of evidence', 'Was archive.prefix changed? Set it back', {
          provider: 'archive',
        });
      }
      const found = await store.read(key, signal, MAX_LINES_BYTES);
      if (found === undefined) {
        const remedy = 'Start the investigation again; see the store’s access log for what became of the object';
        throw failure(FailureType.NotFound, `${key} does not exist`, remedy, { provider: 'archive' });
      }
      if (found.sha256 !== sha256) throw notAsStored(key, 'its bytes are others');
      return timelineOf(await eventsIn(found.bytes, key, investigation));
    },
  };
}

async function eventsIn(bytes: Buffer, key: string, investigation: string): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  let isFirst = true;
  try {
    for await (const lines of gunzipLines(bytes)) {
      for (const line of lines) {
        if (isFirst) assertHeader(line, key, investigation);
        // The hash says that these are the lines that were written.
        else events.push(...eventOf(JSON.parse(line) as { event: TimelineEvent | null }));
        isFirst = false;
      }
    }
  } catch (error) {
    if (error instanceof DamagedLines || error instanceof SyntaxError) throw notAsStored(key, 'it cannot be read');
    throw error;
  }
  return events;
}

function assertHeader(line: string, key: string, investigation: string): void {
  const header = headerSchema.safeParse(JSON.parse(line));
  if (header.data?.investigation !== investigation) throw notAsStored(key, 'its first line is another');
}

function eventOf({ event }: { readonly event: TimelineEvent | null }): TimelineEvent[] {
  return event === null ? [] : [event];
}

function notAsStored(key: string, what: string): Error {
  const remedy = 'Nothing was concluded from it. See the store’s access log for who wrote it';
  return failure(FailureType.Tampered, `${key} is not the evidence that was stored: ${what}`, remedy, {
    provider: 'archive',
  });
}
