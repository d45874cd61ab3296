import { UNPARSED_RECORD, type ArchivedEvent, type EventKind } from '../../../domain/token-watch';
import type { TokenWatchResult } from '../../../workflows/contracts';
import { TokenWatchState } from '../../../workflows/token-watch-state';
import { longKey, pendingEvent, RESULT, some } from './results';

const START = '2026-11-22T11:00:00.000Z';
const at = (minute: number) => new Date(Date.parse('2026-11-22T10:00:00.000Z') + minute * 60_000).toISOString();
const hash = (index: number) => index.toString(16).padStart(64, '0');

const archived = (
  index: number,
  minute: number,
  outcome: ArchivedEvent['outcome'] = 'created',
  kind: EventKind = 'account_token.create',
): ArchivedEvent => ({
  key: longKey(index),
  sha256: hash(index),
  outcome,
  stream: 'v2',
  id: `e${index}`,
  time: at(minute),
  kind,
  credentialId: null,
});
const windowTo = (minute: number) => ({ stream: 'v2' as const, since: at(-30), before: at(minute), scanned: 1 });
const watch = (before: TokenWatchResult | undefined = RESULT) => new TokenWatchState('watch', START, before, false);

describe('the watermark of a run', () => {
  it('passes a window when every event of it is handled or pending', () => {
    const state = watch();
    state.chunkArchived('v2', [windowTo(60)], [archived(1, 10), archived(2, 20)], []);
    state.finishNow(longKey(1), hash(1));
    state.leavePending(pendingEvent(2));
    expect(state.result(null)).toMatchObject({ through: at(60), streams: { v2: { through: at(60), readAt: START } } });
  });

  it('stays before an event that is neither', () => {
    const state = watch();
    state.chunkArchived('v2', [windowTo(60)], [archived(1, 10), archived(2, 20)], []);
    state.finishNow(longKey(1), hash(1));
    expect(state.result(null).streams.v2).toEqual({ ...RESULT.streams.v2, stoppedAt: at(20) });
  });

  it('is not moved by a sweep, a backfill or a dry run', () => {
    for (const job of ['sweep', 'backfill', 'dry-run'] as const) {
      const state = new TokenWatchState(job, START, RESULT, false);
      expect(state.position('v2')).toBeUndefined();
    }
  });
});

describe('events that are ahead of their judgement', () => {
  it('are those that are new to the archive: what stands there already must not keep others out', () => {
    const events = [archived(1, 10, 'already there'), archived(2, 20), archived(3, 50, 'revision')];
    expect(watch().chunkArchived('v2', [], events, [pendingEvent(5)])).toBe(2);
  });
});

describe('what waits', () => {
  it('is bounded: the next one stays open, and the watermark before it', () => {
    const state = watch({ ...RESULT, pending: some(500, pendingEvent) });
    state.chunkArchived('v2', [windowTo(60)], [archived(900, 10)], []);
    expect(state.leavePending(pendingEvent(900))).toBe(false);
    expect(state.result(null).pending).toHaveLength(500);
    expect(state.result(null).streams.v2).toEqual({ ...RESULT.streams.v2, stoppedAt: at(10) });
  });

  it('keeps the time since when it waits', () => {
    const state = watch({ ...RESULT, pending: [pendingEvent(1, { since: at(0) })] });
    state.leavePending(pendingEvent(1, { type: 'Conflict', since: START }));
    expect(state.result(null).pending).toEqual([pendingEvent(1, { type: 'Conflict', since: at(0) })]);
  });

  it('is tried again in the order of its severity', () => {
    const severities = ['low', 'critical', 'medium', 'high'] as const;
    const state = watch({ ...RESULT, pending: severities.map((severity, index) => pendingEvent(index, { severity })) });
    expect(state.pendingFromBefore().map(({ severity }) => severity)).toEqual(['critical', 'high', 'medium', 'low']);
  });

  it('that reaches the archive at last still waits until it is handled, under the key where it stands', () => {
    const state = watch({ ...RESULT, pending: [pendingEvent(1, { step: 'archive', type: 'Refused' })] });
    state.archivedAtLast(longKey(1), [archived(2, 10)]);
    expect(state.result(null).pending).toMatchObject([{ key: archived(2, 10).key, step: 'assess' }]);
    state.finish(archived(2, 10).key, null);
    expect(state.result(null).pending).toEqual([]);
  });

  it('is gone once it is handled', () => {
    const state = watch({ ...RESULT, pending: [pendingEvent(1)] });
    state.finish(longKey(1), null);
    expect(state.result(null)).toMatchObject({ pending: [], outcome: 'ok', archived: [longKey(1)] });
  });
});

it('a record that does not parse is kept and not judged', () => {
  const state = watch();
  state.chunkArchived('v2', [windowTo(60)], [archived(1, 10, 'created', UNPARSED_RECORD)], []);
  expect(state.open.size).toBe(0);
  expect(state.result(null)).toMatchObject({ created: 1, archived: [longKey(1)], through: at(60) });
});

it('a run is quiet when it changed nothing and nothing waits', () => {
  const state = watch();
  state.chunkArchived('v2', [windowTo(60)], [], []);
  expect(state.isQuiet).toBe(true);
  state.attention.add('something');
  expect(state.isQuiet).toBe(false);
});

describe('the hashes for the next run', () => {
  it('are those that were met again and those that were finished', () => {
    const state = watch({ ...RESULT, seen: ['0'.repeat(16), 'f'.repeat(16)] });
    state.chunkRead('v2', RESULT.counts, ['f'.repeat(16)]);
    state.finish(longKey(1), hash(1));
    expect(state.result(null).seen).toEqual(['f'.repeat(16), hash(1).slice(0, 16)]);
  });

  it('are kept from the last run where the walk was cut short', () => {
    const state = watch({ ...RESULT, seen: ['0'.repeat(16)] });
    state.readWasCut();
    expect(state.result(null).seen).toEqual(['0'.repeat(16)]);
  });
});

describe('a rescue', () => {
  it('counts what the watch had not archived, with ages in hours', () => {
    const state = new TokenWatchState('sweep', START, undefined, false);
    state.chunkArchived('v2', [], [archived(1, 0), archived(2, 30, 'revision'), archived(3, 0, 'already there')], []);
    expect(state.result(null).rescued).toEqual({
      count: 2,
      oldestHours: 1,
      first: [
        { key: longKey(1), ageHours: 1 },
        { key: longKey(2), ageHours: 0.5 },
      ],
    });
  });

  it('is nothing that a watch reports', () => {
    const state = watch();
    state.chunkArchived('v2', [], [archived(1, 0)], []);
    expect(state.result(null).rescued).toBeUndefined();
  });

  it('goes on over the links of a long run', () => {
    const first = new TokenWatchState('backfill', START, undefined, false);
    first.chunkArchived('v2', [], [archived(1, 0)], []);
    const second = new TokenWatchState('backfill', START, first.result(null), true);
    second.chunkArchived('v2', [], [archived(2, 30)], []);
    expect(second.result(null)).toMatchObject({ created: 2, rescued: { count: 2, oldestHours: 1 } });
  });
});

it('to be asked for its result in passing leaves no trace in it', () => {
  const state = new TokenWatchState('backfill', START, undefined, false);
  state.chunkArchived('v2', [], [archived(1, 10)], []);
  expect(state.result(null)).toMatchObject({ outcome: 'attention', attention: [expect.stringContaining('1 events')] });
  state.finishNow(longKey(1), hash(1));
  expect(state.result(null)).toMatchObject({ outcome: 'ok', attention: [] });
});
