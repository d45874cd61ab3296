import fc from 'fast-check';
import type { ActionKind } from '../../../domain/investigation/action-kind';
import { ACTION_KINDS } from '../../../domain/investigation/action-kind';
import type { TimelineEvent } from '../../../domain/investigation/timeline';
import { eventRef } from '../../../domain/investigation/timeline';
import type { RulesAssessment } from '../../../domain/investigation/verdict';
import { VERDICTS } from '../../../domain/investigation/verdict-order';
import { HISTORIES } from './histories';
import { assessed, did, didInDatadog, HOTEL, OFFICE, USUAL_DAY, USUAL_PIPELINE } from './histories/build';
import { anyHistory, eventAt, FOCUS, PAST } from './histories/any-history';

const RUNS = 800;

const rank = ({ verdict }: RulesAssessment): number => VERDICTS.indexOf(verdict);

/** Whether an attack indicator names the event in the assessment. */
function isNamed({ indicators }: RulesAssessment, event: TimelineEvent): boolean {
  const ref = eventRef(event);
  return indicators.some(({ direction, events }) => direction === 'attack' && events.includes(ref));
}

/** What becomes of a history when an event is added; undefined when no attack indicator names the event. */
function fallBy(events: readonly TimelineEvent[], more: TimelineEvent): string | undefined {
  const after = assessed([...events, more]);
  if (!isNamed(after, more)) return undefined;
  const before = assessed(events);
  return rank(after) < rank(before) || after.attackWeight < before.attackWeight
    ? `${before.verdict} ${before.attackWeight} falls to ${after.verdict} ${after.attackWeight}`
    : 'stands';
}

describe('an attack indicator more', () => {
  it.each([
    ['in the history', PAST],
    ['around the anomaly', FOCUS],
  ])('never lowers verdict or weight, when its act lies %s', (_, times) => {
    let named = 0;
    fc.assert(
      fc.property(anyHistory, eventAt(times), (events, more) => {
        const fall = fallBy(events, more);
        fc.pre(fall !== undefined);
        named += 1;
        expect(fall).toBe('stands');
      }),
      { numRuns: RUNS, maxSkipsPerRun: 100 },
    );
    expect(named).toBeGreaterThanOrEqual(RUNS);
  });
});

/** Every kind, hours before and at the anomaly, from a known and from an unknown place. */
const ADDED: readonly TimelineEvent[] = ACTION_KINDS.flatMap((kind: ActionKind) =>
  ['-5h', '+0m'].flatMap((when) =>
    [OFFICE, HOTEL].map((address) => did(when, kind, { id: `${when} ${kind} ${address}`, address, target: 't1' })),
  ),
);

it('never lowers a labelled history, whatever act of whatever kind is added', () => {
  let named = 0;
  const falls = HISTORIES.filter(({ events }) => events.length < 100).flatMap(({ name, events }) =>
    ADDED.flatMap((more) => {
      const fall = fallBy(events, more);
      if (fall !== undefined) named += 1;
      return fall === undefined || fall === 'stands' ? [] : [`${name} + ${more.id}: ${fall}`];
    }),
  );
  expect(falls).toEqual([]);
  expect(named).toBeGreaterThan(3_000);
});

describe('acts that take each other back', () => {
  const PAIRS: readonly (readonly [ActionKind, ActionKind])[] = [
    ['security_weakened', 'security_strengthened'],
    ['logging_disabled', 'logging_enabled'],
    ['alerting_disabled', 'alerting_enabled'],
    ['member_added', 'member_removed'],
    ['create', 'delete'],
    ['credential_minted', 'credential_deleted'],
    ['datadog_key_created', 'credential_deleted'],
  ];

  it.each(PAIRS)('%s before %s never makes it milder, at any time and place', (first, second) => {
    for (const day of [[], USUAL_DAY, [...USUAL_DAY, ...USUAL_PIPELINE]]) {
      for (const [when, then] of [
        ['-8h', '-7h50m'],
        ['-5h', '-4h50m'],
        ['-4h10m', '-3h50m'],
        ['+0m', '+5m'],
      ] as const) {
        for (const address of [OFFICE, HOTEL]) {
          const more = did(when, first, { target: 'x', address });
          const events = [...day, did(then, second, { target: 'x', address })];
          expect([when, address, fallBy(events, more) ?? 'stands']).toEqual([when, address, 'stands']);
        }
      }
    }
  });
});

describe('an attack act in the past', () => {
  const WAKING = [did('+0m', 'role_changed'), did('+3m', 'secret_viewed')];

  it('does not give a sleeping account a history', () => {
    const more = didInDatadog('-5h', 'datadog_key_created', { target: 'k1' });
    expect(assessed(WAKING).verdict).toBe('likely_malicious');
    expect(assessed([...WAKING, more]).verdict).toBe('likely_malicious');
  });

  it('makes neither its address nor its country nor its program usual', () => {
    const strange = { address: HOTEL, country: 'NL', userAgent: 'curl/8.11.0' };
    const events = [...USUAL_DAY, didInDatadog('+0m', 'change', strange)];
    const past = ['-9h', '-8h', '-7h', '-5h'].map((when) => didInDatadog(when, 'role_changed', strange));
    const found = ({ indicators }: RulesAssessment): readonly string[] =>
      indicators.filter(({ direction }) => direction === 'attack').map(({ id }) => id);
    expect(found(assessed(events))).toEqual(['new_address', 'new_country', 'new_tooling']);
    expect(found(assessed([...events, ...past]))).toEqual(expect.arrayContaining([...found(assessed(events))]));
  });
});
