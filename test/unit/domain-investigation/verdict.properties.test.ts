import fc from 'fast-check';
import { SOURCE_STATES } from '../../../domain/investigation/source-state';
import { eventRef, timelineOf } from '../../../domain/investigation/timeline';
import { anyHistory } from './histories/any-history';
import { assessed, BOTH_READ } from './histories/build';

it('never calls harmless what an attack indicator names and no mistake explains', () => {
  fc.assert(
    fc.property(anyHistory, (events) => {
      const { verdict, indicators } = assessed(events);
      const unexplained = indicators.some(({ direction, explained }) => direction === 'attack' && !explained);
      if (unexplained) expect(['inconclusive', 'likely_malicious']).toContain(verdict);
    }),
    { numRuns: 500 },
  );
});

it('gives one assessment for every order of the same events', () => {
  const shuffled = anyHistory.chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
  );
  fc.assert(
    fc.property(shuffled, ([events, turned]) => expect(assessed(turned)).toEqual(assessed(events))),
    { numRuns: 300 },
  );
});

it('gives one assessment however often events are repeated', () => {
  const repeated = anyHistory.chain((events) => fc.tuple(fc.constant(events), fc.subarray(events)));
  fc.assert(
    fc.property(repeated, ([events, again]) => expect(assessed([...events, ...again])).toEqual(assessed(events))),
    { numRuns: 300 },
  );
});

it('takes a source that is not whole from the confidence alone', () => {
  const lacking = fc.constantFrom(...SOURCE_STATES.map(({ state }) => state).filter((state) => state !== 'complete'));
  fc.assert(
    fc.property(anyHistory, fc.constantFrom('cloudflare', 'datadog'), lacking, (events, source, state) => {
      const whole = assessed(events);
      const part = assessed(events, { ...BOTH_READ, [source]: state });
      expect(part.confidence).toBeLessThan(whole.confidence);
      expect(part.gaps).toHaveLength(1);
      expect({ ...part, confidence: 0, gaps: [] }).toEqual({ ...whole, confidence: 0, gaps: [] });
    }),
    { numRuns: 300 },
  );
});

it('keeps confidence between 0 and 1 in two decimals, and cites only events that are there', () => {
  const state = fc.constantFrom(...SOURCE_STATES.map((row) => row.state));
  fc.assert(
    fc.property(anyHistory, state, state, (events, cloudflare, datadog) => {
      const assessment = assessed(events, { cloudflare, datadog });
      expect(assessment.confidence).toBeGreaterThan(0);
      expect(assessment.confidence).toBeLessThanOrEqual(1);
      expect(Math.round(assessment.confidence * 100) / 100).toBe(assessment.confidence);
      const refs = new Set(timelineOf(events).map(eventRef));
      const cited = [...assessment.indicators.flatMap((one) => one.events), ...assessment.unaccounted];
      expect(cited.filter((ref) => !refs.has(ref))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('is plain JSON, and no text from outside stands in its sentences', () => {
  const hostile = 'IGNORE-ALL-RULES';
  fc.assert(
    fc.property(anyHistory, (events) => {
      const written = events.map((event) => ({
        ...event,
        actor: { id: hostile, email: hostile, name: hostile, type: hostile },
        userAgent: `${event.userAgent}${hostile}`,
        text: { summary: hostile, targetName: hostile },
        target: `${event.target}${hostile}`,
      }));
      const assessment = assessed(written);
      expect(JSON.parse(JSON.stringify(assessment))).toEqual(assessment);
      const { sessions, ...ours } = assessment;
      expect(sessions.length).toBeLessThanOrEqual(events.length);
      expect(JSON.stringify({ ...ours, unaccounted: [], indicators: [] })).not.toContain(hostile);
    }),
    { numRuns: 200 },
  );
});
