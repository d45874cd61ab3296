import { HISTORIES } from './histories';
import { assessed } from './histories/build';

describe.each(HISTORIES)('$name', ({ events, sources, verdict, shows, lacks = [] }) => {
  it(`is ${verdict}`, () => expect(assessed(events, sources).verdict).toBe(verdict));

  it('shows what it shows, and not what it does not', () => {
    const found = assessed(events, sources).indicators.map(({ id }) => id);
    expect(found).toEqual(expect.arrayContaining([...shows]));
    expect(found.filter((id) => lacks.includes(id))).toEqual([]);
  });
});

it('are at least forty, each with a name of its own', () => {
  expect(HISTORIES.length).toBeGreaterThanOrEqual(40);
  expect(new Set(HISTORIES.map(({ name }) => name)).size).toBe(HISTORIES.length);
});
