import fc from 'fast-check';
import { nextPosition, readAgainFrom, type ChunkProgress } from '../../../domain/watermark';

const at = (minute: number) => new Date(minute * 60_000).toISOString();
const window = (since: number, before: number) => ({ since: at(since), before: at(before) });
const event = (minute: number, finished = true) => ({ time: at(minute), finished });
const RUN = at(999);

describe('the watermark', () => {
  it('moves to the end of the last window when every event is finished', () => {
    const chunks = [{ windows: [window(0, 60), window(60, 90)], events: [event(10), event(70)] }];
    expect(nextPosition({ through: at(0) }, chunks, RUN)).toEqual({ through: at(90), readAt: RUN });
  });

  it('stops before a window with an event that is not finished, and says where', () => {
    const chunks = [
      { windows: [window(0, 60)], events: [event(10)] },
      { windows: [window(60, 120)], events: [event(70), event(80, false), event(75, false)] },
    ];
    expect(nextPosition({ through: at(0) }, chunks, RUN)).toEqual({ through: at(60), stoppedAt: at(75), readAt: RUN });
  });

  it('does not pass a window whose first chunk is unfinished, though its last one is', () => {
    const chunks = [
      { windows: [], events: [event(10, false)] },
      { windows: [window(0, 60)], events: [event(20)] },
    ];
    expect(nextPosition({ through: at(0) }, chunks, RUN)).toEqual({ through: at(0), stoppedAt: at(10) });
  });

  it('stays where it was when a walk was cut short, and remembers how far it came', () => {
    const chunks = [{ windows: [], events: [event(10), event(20)] }];
    expect(nextPosition({ through: at(0) }, chunks, RUN)).toEqual({ through: at(0), stoppedAt: at(20) });
  });

  it('forgets a stop that it has passed', () => {
    const chunks = [{ windows: [window(0, 60)], events: [event(10)] }];
    expect(nextPosition({ through: at(0), stoppedAt: at(30) }, chunks, RUN)).toEqual({ through: at(60), readAt: RUN });
  });

  it('never moves back, and never passes an unfinished event', () => {
    const minute = fc.integer({ min: 0, max: 600 });
    const chunk: fc.Arbitrary<ChunkProgress> = fc.record({
      windows: fc.array(
        fc.tuple(minute, minute).map(([a, b]) => window(Math.min(a, b), Math.max(a, b))),
        { maxLength: 3 },
      ),
      events: fc.array(fc.record({ time: fc.option(minute.map(at)), finished: fc.boolean() }), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(minute, fc.array(chunk, { maxLength: 5 }), (from, chunks) => {
        const { through, stoppedAt } = nextPosition({ through: at(from) }, chunks, RUN);
        expect(through >= at(from)).toBe(true);
        if (stoppedAt !== undefined) expect(stoppedAt > through).toBe(true);
        const firstOpen = chunks.findIndex(({ events }) => events.some(({ finished }) => !finished));
        const passable = firstOpen === -1 ? chunks : chunks.slice(0, firstOpen);
        const ends = passable.flatMap(({ windows }) => windows.map(({ before }) => before));
        expect([at(from), ...ends]).toContain(through);
      }),
    );
  });

  it('keeps the time of the last whole reading while a walk does not get past it', () => {
    const chunks = [{ windows: [window(0, 30)], events: [event(10)] }];
    expect(nextPosition({ through: at(60), readAt: at(70) }, chunks, RUN)).toEqual({ through: at(60), readAt: at(70) });
  });
});

describe('the overlap that is read again', () => {
  const OVERLAP_MS = 30 * 60_000;

  it('goes back from the last reading when that came up to the watermark', () => {
    expect(readAgainFrom({ through: at(60), readAt: at(60) }, OVERLAP_MS)).toBe(at(30));
  });

  it('is shorter for a watermark that the last reading was far ahead of', () => {
    expect(readAgainFrom({ through: at(60), readAt: at(80) }, OVERLAP_MS)).toBe(at(50));
    expect(readAgainFrom({ through: at(60), readAt: at(300) }, OVERLAP_MS)).toBe(at(60));
  });

  it('is whole where nobody knows when the log was last read', () => {
    expect(readAgainFrom({ through: at(60) }, OVERLAP_MS)).toBe(at(30));
  });
});
