import type { History } from '@temporalio/common/lib/proto-utils';
import { phasesOf } from '../../../bench/run-phases';

type HistoryEvent = NonNullable<History['events']>[number];

const at = (ms: number) => ({ seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 });

/** The three events of one activity, from its number on. */
function activity(firstId: number, name: string, startMs: number, endMs: number): HistoryEvent[] {
  return [
    {
      eventId: firstId,
      eventTime: at(startMs - 5),
      activityTaskScheduledEventAttributes: { activityType: { name } },
    },
    { eventId: firstId + 1, eventTime: at(startMs), activityTaskStartedEventAttributes: { scheduledEventId: firstId } },
    {
      eventId: firstId + 2,
      eventTime: at(endMs),
      activityTaskCompletedEventAttributes: { scheduledEventId: firstId, startedEventId: firstId + 1 },
    },
  ] as unknown as HistoryEvent[];
}

const history = (...events: HistoryEvent[][]): History => ({ events: events.flat() });

describe('the phases of a run', () => {
  it('are the times from start to end of its activities, added up by type over every run of the chain', () => {
    const first = history(activity(5, 'read', 1_000, 1_400), activity(8, 'write', 1_500, 1_700));
    const second = history(activity(5, 'read', 2_000, 2_250));

    expect(phasesOf([first, second])).toEqual([
      { activity: 'read', calls: 2, busyMs: 650 },
      { activity: 'write', calls: 1, busyMs: 200 },
    ]);
  });

  it('count time once in which two calls of a type run side by side', () => {
    const overlapping = history(
      activity(5, 'write', 1_000, 3_000),
      activity(8, 'write', 2_000, 2_500),
      activity(11, 'write', 2_900, 3_400),
    );

    expect(phasesOf([overlapping])).toEqual([{ activity: 'write', calls: 3, busyMs: 2_400 }]);
  });

  it('leave out what did not complete', () => {
    const cut = history(activity(5, 'read', 1_000, 1_400).slice(0, 2));

    expect(phasesOf([cut])).toEqual([]);
  });
});
