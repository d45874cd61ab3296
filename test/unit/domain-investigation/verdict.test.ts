import { NEXT_STEPS } from '../../../domain/investigation/next-step';
import { SOURCE_STATES } from '../../../domain/investigation/source-state';
import { MALICIOUS_WEIGHT } from '../../../domain/investigation/verdict';
import { moreSuspicious, VERDICTS } from '../../../domain/investigation/verdict-order';
import type { TimelineEvent } from '../../../domain/investigation/timeline';
import { HISTORIES } from './histories';
import { assessed, BOTH_READ, did, didInDatadog, HOTEL, piped, times, USUAL_DAY } from './histories/build';

const away = { address: HOTEL };
const HERE = { address: '203.0.113.5', country: 'DE' };
const THERE = { address: '198.51.100.9', country: 'FR' };
const CHAIN = [
  ...USUAL_DAY,
  didInDatadog('-40m', 'datadog_key_created', { ...away, target: 'k1' }),
  did('+0m', 'credential_minted', { ...away, target: 't1' }),
  did('+4m', 'logging_disabled', away),
];
const WEAKENED = [...USUAL_DAY, did('+0m', 'security_weakened', { target: 's' })];
const REVERTED = [...WEAKENED, did('+5m', 'security_strengthened', { target: 's' })];

describe('an assessment', () => {
  it('says what decided, the weightiest first, and in how many events it shows', () => {
    const { because, attackWeight } = assessed(CHAIN);
    expect(because[0]).toContain(`weigh ${attackWeight}`);
    expect(because[1]).toMatch(/^Credential made soon after a new address \(2 events\): /);
    expect(attackWeight).toBeGreaterThanOrEqual(MALICIOUS_WEIGHT);
  });

  it('names what decided, and what was there besides', () => {
    const decisive = assessed(REVERTED).indicators.map(({ id, decisive: on, explained }) => [id, on, explained]);
    expect(decisive).toEqual([
      ['security_weakened', false, true],
      ['quick_revert', true, false],
      ['later_fix', true, false],
      ['made_safer', false, false],
    ]);
  });

  it('names the events of an indicator by their time', () => {
    const late = did('+9m', 'read', { ...away, id: 'a' });
    const early = did('+0m', 'read', { ...away, id: 'b' });
    const { indicators } = assessed([...USUAL_DAY, late, early]);
    expect(indicators.find(({ id }) => id === 'new_address')?.events).toEqual(['cloudflare:b', 'cloudflare:a']);
  });

  it('counts nothing that a mistake explains', () => {
    expect(assessed(WEAKENED).attackWeight).toBe(20);
    expect(assessed(REVERTED).attackWeight).toBe(0);
  });

  it('counts it again as soon as something else speaks for an attack', () => {
    const { attackWeight, verdict } = assessed([...REVERTED, did('+9m', 'read', away)]);
    expect([attackWeight, verdict]).toEqual([45, 'inconclusive']);
  });

  it('names the acts that nothing accounts for', () => {
    const minted = did('+0m', 'credential_minted', { target: 't1', id: 'minted' });
    expect(assessed([...USUAL_DAY, minted]).unaccounted).toEqual(['cloudflare:minted']);
  });

  it('names sources that are not whole', () => {
    expect(assessed(CHAIN).gaps).toEqual([]);
    expect(assessed(CHAIN, { cloudflare: 'truncated', datadog: 'missing' }).gaps).toEqual([
      'Cloudflare had more events than are read; the rest is missing here.',
      'Datadog could not be read.',
    ]);
  });

  it('shows the actor’s sessions', () => {
    const { sessions } = assessed(CHAIN);
    expect(sessions.filter(({ address }) => address === HOTEL)).toHaveLength(2);
  });
});

describe('a family of indicators', () => {
  const travelling = [
    ...USUAL_DAY,
    didInDatadog('-10m', 'read'),
    didInDatadog('+0m', 'read', { ...away, country: 'FR' }),
  ];

  it('weighs as much as its heaviest member, and the others add nothing', () => {
    const { indicators, attackWeight } = assessed(travelling);
    const attack = indicators.filter(({ direction }) => direction === 'attack');
    expect(attack.map(({ id, weight, adds }) => [id, weight, adds])).toEqual([
      ['new_address', 25, 0],
      ['new_country', 20, 0],
      ['impossible_travel', 35, 35],
    ]);
    expect(attackWeight).toBe(35);
  });

  it('leaves what belongs to another family, or to none, its weight', () => {
    const { indicators, attackWeight } = assessed([...travelling, did('+5m', 'sign_in_changed')]);
    expect(indicators.find(({ id }) => id === 'sign_in_changed')?.adds).toBe(25);
    expect(attackWeight).toBe(60);
  });

  it('gives nothing that a mistake explains a weight, and nothing that speaks for no attack', () => {
    expect(assessed(REVERTED).indicators.map(({ adds }) => adds)).toEqual([0, 0, 0, 0]);
  });

  it('adds up to the weight of the attack in every history', () => {
    for (const { name, events } of HISTORIES) {
      const { indicators, attackWeight } = assessed(events);
      expect([name, indicators.reduce((sum, { adds }) => sum + adds, 0)]).toEqual([name, attackWeight]);
    }
  });
});

describe('what has to be accounted for', () => {
  it('is also what gave power hours before the anomaly', () => {
    const minted = did('-10h', 'credential_minted', { target: 't1', id: 'minted' });
    const { verdict, unaccounted } = assessed([...USUAL_DAY, minted, did('+0m', 'change')]);
    expect([verdict, unaccounted]).toEqual(['inconclusive', ['cloudflare:minted']]);
  });

  it('is no ordinary act hours before the anomaly', () => {
    const events = [...USUAL_DAY, did('-10h', 'change', { area: 'zones/pagerules' }), did('+0m', 'change')];
    expect(assessed(events).unaccounted).toEqual([]);
  });
});

describe('many events of one token', () => {
  const before = (count: number) =>
    Array.from({ length: count }, (_, n) => piped(`-${300 + (n % 900)}m`, 'change', { id: `b${n}`, target: `b${n}` }));
  const after = (count: number, parts: (n: number) => Partial<TimelineEvent>) =>
    Array.from({ length: count }, (_, n) =>
      piped(`+${n % 55}m`, 'change', { id: `a${n}`, target: `a${n}`, ...parts(n) }),
    );
  /** Time of the processor, which other work on the machine does not lengthen. */
  const costMs = (count: number, parts: (n: number) => Partial<TimelineEvent>): number => {
    const events = [...before(count / 2), ...after(count / 2, parts)];
    const from = process.cpuUsage();
    expect(VERDICTS).toContain(assessed(events).verdict);
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1_000;
  };

  it.each<[string, (n: number) => Partial<TimelineEvent>]>([
    ['changes', () => ({})],
    ['credentials made', () => ({ kind: 'credential_minted' })],
    ['settings weakened', () => ({ kind: 'security_weakened' })],
    ['one switch, off and on', (n) => ({ kind: n % 2 ? 'logging_enabled' : 'logging_disabled', target: 'job' })],
    ['refusals and successes', (n) => ({ kind: 'create', outcome: n % 2 ? 'failure' : 'success' })],
    ['two countries', (n) => ({ kind: 'read', source: 'datadog', ...(n % 2 ? HERE : THERE) })],
    ['hundreds of addresses', (n) => ({ kind: 'read', address: `203.0.${n % 250}.5`, userAgent: `${n}` })],
    ['sign-ins', (n) => ({ kind: n % 2 ? 'login' : 'login_failed' })],
  ])('cost no more than their number: %s', (_, parts) => {
    const few = Math.max(costMs(2_500, parts), costMs(2_500, parts));
    expect(costMs(10_000, parts)).toBeLessThan(Math.max(1_000, 9 * few));
  });
});

describe('confidence', () => {
  const of = (...events: Parameters<typeof assessed>[0]) => assessed(events).confidence;

  it('in an attack grows with what speaks for it', () => {
    const more = [...CHAIN, did('+6m', 'security_weakened', away), did('+9m', 'member_added', away)];
    expect(assessed(more).confidence).toBeGreaterThan(assessed(CHAIN).confidence);
  });

  it('in ordinary work grows with the history', () => {
    const longer = times(30, (_, n) => did('-10h', 'change', { id: `h${n}` }));
    expect(of(...USUAL_DAY, ...longer, did('+0m', 'change'))).toBeGreaterThan(of(...USUAL_DAY, did('+0m', 'change')));
  });

  it('is lowest where nobody has heard of the actor', () => {
    expect(of()).toBeLessThan(of(...WEAKENED));
  });

  it('falls with every source that is not whole', () => {
    const one = assessed(CHAIN, { ...BOTH_READ, datadog: 'missing' }).confidence;
    const none = assessed(CHAIN, { cloudflare: 'missing', datadog: 'missing' }).confidence;
    expect([assessed(CHAIN).confidence > one, one > none]).toEqual([true, true]);
  });
});

describe('the next step', () => {
  it.each(VERDICTS)('of %s is a list of at least three lines, each once', (verdict) => {
    expect(NEXT_STEPS[verdict].checklist.length).toBeGreaterThanOrEqual(3);
    expect(new Set(NEXT_STEPS[verdict].checklist).size).toBe(NEXT_STEPS[verdict].checklist.length);
  });

  it('takes in what the indicators found ask for', () => {
    const { checklist, title } = assessed(CHAIN).nextStep;
    expect(title).toBe(NEXT_STEPS.likely_malicious.title);
    expect(checklist[0]).toBe(NEXT_STEPS.likely_malicious.checklist[0]);
    expect(checklist).toContain('Revoke the Datadog key.');
    expect(checklist).toHaveLength(new Set(checklist).size);
  });
});

describe('the order of suspicion', () => {
  it('takes the more suspicious of two, whichever comes first', () => {
    for (const [low, a] of VERDICTS.entries()) {
      for (const b of VERDICTS.slice(low)) {
        expect([moreSuspicious(a, b), moreSuspicious(b, a)]).toEqual([b, b]);
      }
    }
  });
});

it('a source that is whole costs nothing, and each other state costs something', () => {
  for (const { state, factor, sentence } of SOURCE_STATES) {
    expect([state, factor < 1, sentence !== null]).toEqual([state, state !== 'complete', state !== 'complete']);
  }
});
