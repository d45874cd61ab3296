import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createReadingBudget } from '../../../activities/shared/reading-budget';
import { ReadingDraft, type ReadingRoom } from '../../../activities/shared/reading-draft';
import { readingSpans } from '../../../activities/shared/reading-spans';
import type { ReadSourceInput, SourceReading } from '../../../activities/shared/source-reading';

const AT_MS = Date.UTC(2026, 10, 22, 12);
const iso = (ms: number) => new Date(AT_MS + ms).toISOString();
const SPANS = readingSpans({
  anomaly: { timestamp: iso(0) },
  window: { from: iso(-86_400_000), to: iso(86_400_000) },
} as ReadSourceInput);

const record = { event: null, raw: '{}' };
/** Fills a room with records that follow the anomaly, one each millisecond. */
const fill = (room: ReadingRoom, name: string, count: number) => {
  for (let ms = 0; ms < count; ms += 1) room.take(SPANS[0]!, `${name}${ms}`, record, AT_MS + ms);
};

/** A draft handed over to nowhere: the reading, and the text of it. */
async function finished(draft: ReadingDraft): Promise<SourceReading & { readonly text: string }> {
  let text = '';
  const handOver = {
    putLarge: (large: string) => {
      text = large;
      return Promise.resolve('staging/key');
    },
    getLarge: () => Promise.reject(new Error('not asked for')),
  };
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const reading = await environment.run((): Promise<SourceReading> => {
    const budget = createReadingBudget();
    budget.end();
    return draft.finish(handOver, budget);
  });
  return { ...reading, text };
}

describe('a reading', () => {
  it('says of each room how much of it is kept and of which time records are missing', async () => {
    const draft = new ReadingDraft('datadog');
    fill(draft.room(SPANS, 10, 'events'), 'a', 12);
    fill(draft.room(SPANS, 5, 'events of the same address'), 'b', 5);
    const { state, note, text } = await finished(draft);
    expect({ state, note }).toEqual({
      state: 'truncated',
      note: `Only the 10 events nearest to the anomaly are kept: those of ${iso(9)} to ${iso(86_400_000)} are missing.`,
    });
    expect(text.split('\n')).toHaveLength(16);
  });

  it('takes a record into one room only', () => {
    const draft = new ReadingDraft('datadog');
    for (const room of [draft.room(SPANS), draft.room(SPANS)]) fill(room, 'same', 1);
    expect(draft.entries()).toHaveLength(1);
  });

  it('makes a sentence of each note, for they follow one another', async () => {
    const draft = new ReadingDraft('cloudflare');
    draft.fallShort('truncated', 'Check the token');
    draft.fallShort('partial', 'There was more.');
    draft.note('Check the token');
    const { note, state } = await finished(draft);
    expect(note).toBe('Check the token. There was more.');
    expect(state).toBe('partial');
  });

  it('that cannot be handed over in time fails as one that may pass', async () => {
    const draft = new ReadingDraft('cloudflare');
    fill(draft.room(SPANS), 'a', 1);
    const putLarge = (_: string, signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    const reading = environment.run((): Promise<SourceReading> => {
      const budget = createReadingBudget({ wholeMs: 20 });
      budget.end();
      return draft.finish({ putLarge, getLarge: putLarge }, budget);
    });
    await expect(reading).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
  });

  it('cuts a record that no evidence could hold, and says so', async () => {
    const draft = new ReadingDraft('cloudflare');
    const raw = JSON.stringify({ body: 'é'.repeat(5_000_000) });
    draft.room(SPANS).take(SPANS[0]!, 'long', { event: null, raw }, AT_MS);
    const { state, note, text } = await finished(draft);
    expect(state).toBe('partial');
    expect(note).toContain('too long');
    expect(text.length).toBeLessThan(1_000_000);
    expect(JSON.parse(text)).toMatchObject({ raw: { characters: raw.length } });
  });
});
