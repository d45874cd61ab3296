import { z } from 'zod';
import { FailureType } from '../../../domain/failure-type';
import { failure } from '../../shared/failure';
import type { ListedInsight, ListPlace, StagedList } from '../../shared/insight-lists';
import type { ArchiveStore } from '../store';
import { DamagedLines, gunzipLines } from './gunzip-lines';
import { createGzipLines, type LinesObject } from './gzip-lines';
import { openCursor, type LinesCursor } from './lines-cursor';
import { MAX_LINES_BYTES } from './put-lines';

const count = z.number().int().nonnegative();
/** First line of a staged listing. */
const headerSchema = z.object({
  schema: z.literal(1),
  accountId: z.string(),
  run: z.string(),
  list: z.enum(['open', 'dismissed']),
  count,
  pageSize: count,
  requests: count,
  unreadable: count,
});
type Header = z.infer<typeof headerSchema>;

/** Parts the id from the insight; within the id's JSON each quotation mark has a backslash before it. */
const INSIGHT = ',"insight":';
const ID = '{"id":';

/** A complete listing as an object of lines: what it is, then one insight a line. */
export async function stagedLines(
  place: ListPlace,
  insights: readonly ListedInsight[],
  facts: Pick<StagedList, 'pageSize' | 'requests' | 'unreadable'>,
): Promise<LinesObject> {
  const lines = createGzipLines();
  try {
    const { accountId, run, list } = place;
    const { pageSize, requests, unreadable } = facts;
    const header: Header = { schema: 1, accountId, run, list, count: insights.length, pageSize, requests, unreadable };
    await lines.add(JSON.stringify(header));
    let before: string | undefined;
    for (const { id, json } of insights) {
      if ((before !== undefined && id <= before) || json.includes('\n')) throw notStageable(place);
      before = id;
      const wait = lines.add(`${ID}${JSON.stringify(id)}${INSIGHT}${json}}`);
      if (wait !== undefined) await wait;
    }
    return await lines.end();
  } finally {
    lines.discard();
  }
}

/** What stands staged under `key`; undefined when nothing does. @throws ApplicationFailure `Tampered` */
export async function readStagedHeader(
  store: ArchiveStore,
  key: string,
  signal: AbortSignal,
): Promise<StagedList | undefined> {
  const found = await store.read(key, signal, MAX_LINES_BYTES);
  if (found === undefined) return undefined;
  const { header } = await openStaged(found.bytes, key);
  return { key, ...factsOf(header) };
}

/**
 * A cursor over the insights staged under `key`.
 *
 * @throws ApplicationFailure `NotFound` when it has expired, `Tampered` when it is not what was staged
 */
export async function openStagedListing(
  store: ArchiveStore,
  key: string,
  signal: AbortSignal,
): Promise<LinesCursor<ListedInsight>> {
  const found = await store.read(key, signal, MAX_LINES_BYTES);
  if (found === undefined) {
    throw failure(FailureType.NotFound, `${key} does not exist`, 'It has expired; the next due run lists again', {
      provider: 'archive',
    });
  }
  const { header, rest } = await openStaged(found.bytes, key);
  return openCursor(rest, { parse: parseStagedLine, count: header.count, damaged: (what) => notAsStaged(key, what) });
}

async function openStaged(bytes: Buffer, key: string) {
  const batches = gunzipLines(bytes);
  let first: IteratorResult<readonly string[], void>;
  try {
    first = await batches.next();
  } catch (error) {
    throw error instanceof DamagedLines ? notAsStaged(key, error.message) : error;
  }
  const [line = '', ...lines] = first.value ?? [];
  const header = headerSchema.safeParse(parsedJson(line));
  if (!header.success) throw notAsStaged(key, 'its first line cannot be read');
  return { header: header.data, rest: startingWith(lines, batches) };
}

async function* startingWith(
  lines: readonly string[],
  batches: AsyncGenerator<readonly string[], void, undefined>,
): AsyncGenerator<readonly string[], void, undefined> {
  if (lines.length > 0) yield lines;
  yield* batches;
}

function factsOf({ count, pageSize, requests, unreadable }: Header): Omit<StagedList, 'key'> {
  return { count, pageSize, requests, unreadable };
}

/** The insight's own text is not parsed here: most are only compared. */
function parseStagedLine(line: string): ListedInsight {
  const at = line.indexOf(INSIGHT);
  const id: unknown = JSON.parse(line.slice(ID.length, at));
  if (!line.startsWith(ID) || !line.endsWith('}') || typeof id !== 'string') throw new TypeError('no staged insight');
  return { id, json: line.slice(at + INSIGHT.length, -1) };
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function notStageable({ list }: ListPlace): Error {
  const what = `the ${list} insights are not in order, or one has more than one line`;
  return failure(FailureType.Refused, what, 'Report this as a bug', { provider: 'archive' });
}

function notAsStaged(key: string, what: string): Error {
  const remedy = 'Nothing was changed; the next due run lists again. See the store’s access log for who wrote it';
  return failure(FailureType.Tampered, `${key} is not the listing that was staged: ${what}`, remedy, {
    provider: 'archive',
  });
}
