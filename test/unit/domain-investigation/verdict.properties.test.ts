import fc from 'fast-check';
import { ACTION_KINDS, RESTORING_KINDS } from '../../../domain/investigation/action-kind';
import { SOURCE_STATES } from '../../../domain/investigation/source-state';
import type { TimelineEvent } from '../../../domain/investigation/timeline';
import { eventRef, timelineOf } from '../../../domain/investigation/timeline';
import type { RulesAssessment } from '../../../domain/investigation/verdict';
import { VERDICTS } from '../../../domain/investigation/verdict-order';
import { HISTORIES } from './histories';
import {
  assessed,
  BOTH_READ,
  CURL,
  DATACENTRE,
  did,
  HOTEL,
  OFFICE,
  USUAL_DAY,
  USUAL_PIPELINE,
} from './histories/build';

const rank = ({ verdict }: RulesAssessment): number => VERDICTS.indexOf(verdict);

const PAST = ['-23h', '-20h', '-18h30m', '-12h', '-8h', '-5h'];
const FOCUS = ['-3h', '-50m', '-20m', '-5m', '+0m', '+5m', '+12m', '+25m', '+55m', '+3h', '+11h', '+20h'];

const eventAt = (times: readonly string[]): fc.Arbitrary<TimelineEvent> =>
  fc
    .record({
      when: fc.constantFrom(...times),
      kind: fc.constantFrom(...ACTION_KINDS),
      id: fc.uuid(),
      source: fc.constantFrom('cloudflare' as const, 'datadog' as const),
      outcome: fc.constantFrom('success' as const, 'success' as const, 'unknown' as const, 'failure' as const),
      address: fc.constantFrom(OFFICE, OFFICE, HOTEL, DATACENTRE, null),
      country: fc.constantFrom(null, null, 'DE', 'FR'),
      userAgent: fc.constantFrom('Mozilla/5.0 (X11)', CURL, 'Terraform/1.13', ''),
      credentialId: fc.constantFrom(null, null, 't1', 'ci'),
      target: fc.constantFrom('t1', 'x', 'y', ''),
      approvedIssuer: fc.boolean(),
      matchedBy: fc.constantFrom('actor' as const, 'actor' as const, 'token' as const, 'address' as const),
      timeless: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
    })
    .map(({ when, kind, timeless, ...parts }) => did(when, kind, { ...parts, ...(timeless && { time: null }) }));

const history = fc
  .tuple(
    fc.constantFrom([], USUAL_DAY, USUAL_PIPELINE, [...USUAL_DAY, ...USUAL_PIPELINE]),
    fc.array(eventAt(PAST), { maxLength: 4 }),
    fc.array(eventAt(FOCUS), { maxLength: 6 }),
  )
  .map((parts) => parts.flat());

/** Any shape of ordinary or hostile day, the labelled ones among them. */
const anyHistory = fc.oneof(history, fc.constantFrom(...HISTORIES.map(({ events }) => [...events])));

const attackRefs = ({ indicators }: RulesAssessment): ReadonlySet<string> =>
  new Set(indicators.filter(({ direction }) => direction === 'attack').flatMap(({ events }) => events));

it('never lowers the verdict when an event is added that an attack indicator names', () => {
  let named = 0;
  const added = eventAt(FOCUS).filter(({ kind }) => !RESTORING_KINDS.has(kind));
  fc.assert(
    fc.property(anyHistory, added, (events, more) => {
      const before = assessed(events);
      const after = assessed([...events, more]);
      fc.pre(attackRefs(after).has(eventRef(more)));
      named += 1;
      expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
      expect(after.attackWeight).toBeGreaterThanOrEqual(before.attackWeight);
    }),
    { numRuns: 1_000, maxSkipsPerRun: 100 },
  );
  expect(named).toBeGreaterThan(500);
});

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
