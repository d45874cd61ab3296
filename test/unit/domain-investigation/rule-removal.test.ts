import { INDICATOR_RULES } from '../../../domain/investigation/indicator-rule';
import { HISTORIES } from './histories';
import { assessed, historyHolds } from './histories/build';

/** Histories whose verdict is another one while a row is missing. The rows are the ones that the rules themselves read. */
function misjudgedWithout(index: number): readonly string[] {
  const rows = INDICATOR_RULES as unknown[];
  const removed = rows.splice(index, 1);
  try {
    return HISTORIES.filter(({ events, sources, verdict }) => assessed(events, sources).verdict !== verdict).map(
      ({ name }) => name,
    );
  } finally {
    rows.splice(index, 0, ...removed);
  }
}

it.each(INDICATOR_RULES.map(({ id }, index) => ({ id, index })))(
  '$id decides the verdict of a history',
  ({ index }) => {
    expect(misjudgedWithout(index)).not.toEqual([]);
  },
);

it('has no history that is misjudged while all rows are there', () => {
  expect(HISTORIES.filter((history) => !historyHolds(history)).map(({ name }) => name)).toEqual([]);
});
