import { RULE_TABLES } from '../../../domain/rule-tables';
import { INSIGHT_CASES, insightHolds } from '../domain-insights/insight-cases';
import { HISTORIES } from '../domain-investigation/histories';
import { verdictHolds } from '../domain-investigation/histories/build';
import { RECOGNITION_CASES, recognitionHolds } from '../domain-investigation/recognition-cases';
import { CLASSIFICATION_CASES, classificationHolds } from './classification-cases';
import { JUDGEMENT_CASES, judgementHolds } from './judgement-cases';

const CASES = [
  ...CLASSIFICATION_CASES.map((situation) => ({ name: situation.name, holds: () => classificationHolds(situation) })),
  ...JUDGEMENT_CASES.map((situation) => ({ name: situation.name, holds: () => judgementHolds(situation) })),
  ...INSIGHT_CASES.map((situation) => ({ name: situation.name, holds: () => insightHolds(situation) })),
  ...RECOGNITION_CASES.map((situation) => ({ name: situation.name, holds: () => recognitionHolds(situation) })),
  ...HISTORIES.map((history) => ({ name: history.name, holds: () => verdictHolds(history) })),
];

/** A case that turns out otherwise while one row is missing. The rows are the ones that the rules themselves read. */
function failingWithout(rows: readonly unknown[], index: number): string | undefined {
  const table = rows as unknown[];
  const removed = table.splice(index, 1);
  try {
    return CASES.find(({ holds }) => !holds())?.name;
  } finally {
    table.splice(index, 0, ...removed);
  }
}

describe.each(RULE_TABLES)('$table', ({ rows, names }) => {
  it.each(names.map((name, index) => ({ name, index })))('row "$name" decides a named case', ({ index }) => {
    expect(failingWithout(rows, index)).toBeDefined();
  });

  it('names each of its rows, once', () => {
    expect(names).toHaveLength(rows.length);
    expect(new Set(names).size).toBe(rows.length);
  });
});

it('has no case that fails while all rows are there', () => {
  expect(CASES.filter(({ holds }) => !holds()).map(({ name }) => name)).toEqual([]);
});
