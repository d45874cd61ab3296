import { DIRECTIONS } from '../../../domain/investigation/indicator';
import { INDICATOR_RULES } from '../../../domain/investigation/indicator-rule';
import { assessed } from './histories/build';
import { INDICATOR_EXAMPLES } from './indicator-examples';

const found = (id: string, side: 'hit' | 'miss'): boolean =>
  assessed(INDICATOR_EXAMPLES[id]?.[side] ?? []).indicators.some((one) => one.id === id);

describe.each(INDICATOR_RULES)('indicator $id', ({ id }) => {
  it('finds its example', () => expect(found(id, 'hit')).toBe(true));
  it('leaves the nearest neighbour alone', () => expect(found(id, 'miss')).toBe(false));
});

describe('the table of indicators', () => {
  it('has an example for each row, and for rows only', () => {
    expect(Object.keys(INDICATOR_EXAMPLES).sort()).toEqual(INDICATOR_RULES.map(({ id }) => id).sort());
    expect(Object.values(INDICATOR_EXAMPLES).filter(({ miss }) => miss.length === 0)).toEqual([]);
  });

  it('has at least twenty rows, and some of each direction', () => {
    expect(INDICATOR_RULES.length).toBeGreaterThanOrEqual(20);
    expect(new Set(INDICATOR_RULES.map(({ direction }) => direction))).toEqual(new Set(DIRECTIONS));
  });

  it.each(['id', 'title', 'explanation'] as const)('gives no two rows one %s', (field) => {
    const texts = INDICATOR_RULES.map((rule) => rule[field]);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('weighs each row from 1 to 100', () => {
    const odd = INDICATOR_RULES.filter(({ weight }) => !(Number.isInteger(weight) && weight >= 1 && weight <= 100));
    expect(odd).toEqual([]);
  });

  it('names a technique of MITRE ATT&CK for each attack but for texts, which it has none for, and for nothing else', () => {
    for (const { id, direction, technique } of INDICATOR_RULES) {
      expect([id, technique ?? '']).toEqual([
        id,
        direction === 'attack' && id !== 'instruction_like_text' ? expect.stringMatching(/^T\d{4}(?:\.\d{3})?$/) : '',
      ]);
    }
  });

  it('lets only attacks be explained, be of a family or add a step', () => {
    const odd = INDICATOR_RULES.filter(
      ({ direction, explainable, family, step }) =>
        direction !== 'attack' && (explainable ?? family ?? step) !== undefined,
    );
    expect(odd).toEqual([]);
  });
});
