import fc from 'fast-check';
import { InsightWalk } from '../../../activities/cloudflare/insight-walk';
import type { InsightsPage } from '../../../activities/cloudflare/insights-page';

const idOf = (index: number): string => `i${String(index).padStart(6, '0')}`;
const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => idOf(from + index));
const page = (of: readonly string[], more: Partial<InsightsPage> = {}): InsightsPage => ({
  insights: of.map((id) => ({ id, json: JSON.stringify({ id }) })),
  unreadable: 0,
  count: undefined,
  perPage: undefined,
  cursor: undefined,
  ...more,
});
const found = (walk: InsightWalk): string[] => walk.insights().map(({ id }) => id);
const refuse = (walk: InsightWalk, times: number): void => {
  for (let nth = 0; nth < times; nth += 1) walk.stepDown();
};

describe('pages by number', () => {
  it('are asked for until the count is reached, each with what the rest takes', () => {
    const walk = new InsightWalk(1_000, 3);
    expect(walk.next).toEqual({ at: { page: 1 }, perPage: 1_000, need: 3 });
    expect(walk.take(page(ids(0, 1_000), { count: 2_500 }))).toBe('goes_on');
    expect(walk.next).toEqual({ at: { page: 2 }, perPage: 1_000, need: 2 });
    expect(walk.take(page(ids(1_000, 2_000), { count: 2_500 }))).toBe('goes_on');
    expect(walk.next).toEqual({ at: { page: 3 }, perPage: 1_000, need: 1 });
    expect(walk.take(page(ids(2_000, 2_500), { count: 2_500 }))).toBe('complete');
    expect(found(walk)).toEqual(ids(0, 2_500));
  });

  it('of which nobody knows how many there are need one request to begin with', () => {
    expect(new InsightWalk(1_000, null).next.need).toBe(1);
  });

  it('end with a full one that reaches the count: no request is spent to see nothing', () => {
    expect(new InsightWalk(10, null).take(page(ids(0, 10), { count: 10 }))).toBe('complete');
  });

  it('without a count end with a short one', () => {
    const walk = new InsightWalk(10, null);
    expect(walk.take(page(ids(0, 10)))).toBe('goes_on');
    expect(walk.take(page(ids(10, 13)))).toBe('complete');
  });

  it('without a count end with an empty one when the last was full', () => {
    const walk = new InsightWalk(10, null);
    walk.take(page(ids(0, 10)));
    expect(walk.take(page([]))).toBe('complete');
  });

  it('of an empty list are one', () => {
    const walk = new InsightWalk(10, null);
    expect(walk.take(page([], { count: 0 }))).toBe('complete');
    expect(found(walk)).toEqual([]);
  });

  it('that Cloudflare cuts shorter than asked for are walked all the same, and that size is known', () => {
    const walk = new InsightWalk(1_000, null);
    expect(walk.take(page(ids(0, 50), { count: 120, perPage: 50 }))).toBe('goes_on');
    expect(walk.next).toMatchObject({ at: { page: 2 }, need: 2 });
    expect(walk.take(page(ids(50, 100), { count: 120, perPage: 50 }))).toBe('goes_on');
    expect(walk.take(page(ids(100, 120), { count: 120, perPage: 50 }))).toBe('complete');
    expect(walk.acceptedPageSize).toBe(50);
  });

  it('of a list that is shorter than a page tell nothing about the size of pages', () => {
    const walk = new InsightWalk(1_000, null);
    walk.take(page(ids(0, 5), { count: 5, perPage: 5 }));
    expect(walk.acceptedPageSize).toBe(1_000);
  });

  it('of which a later one is longer than the first were not cut to the size of that one', () => {
    const walk = new InsightWalk(1_000, null);
    walk.take(page(ids(0, 50), { count: 120 }));
    expect(walk.take(page(ids(50, 120), { count: 120 }))).toBe('complete');
    expect(walk.acceptedPageSize).toBe(1_000);
  });

  it('that are not quite full, of which more come, keep their size', () => {
    const walk = new InsightWalk(1_000, null);
    expect(walk.take(page(ids(0, 990), { count: 2_500, perPage: 1_000 }))).toBe('goes_on');
    expect(walk.acceptedPageSize).toBe(1_000);
  });

  it('end with one that brings the whole list, however long a page it was to be', () => {
    expect(new InsightWalk(10, null).take(page(ids(0, 25), { count: 25 }))).toBe('complete');
  });

  it('end early when they bring fewer than the count, also when an insight came twice', () => {
    const walk = new InsightWalk(10, null);
    walk.take(page(ids(0, 10), { count: 15 }));
    expect(walk.take(page(ids(9, 14), { count: 15 }))).toBe('ends_early');
  });

  it('end early with an empty one before the count', () => {
    const walk = new InsightWalk(10, null);
    walk.take(page(ids(0, 10), { count: 30 }));
    expect(walk.take(page([], { count: 30 }))).toBe('ends_early');
  });

  it.each([
    ['a full first one', page(ids(0, 5), { count: 0 }), 5],
    ['one that is longer than its size', page(ids(0, 7), { count: 5 }), 7],
    ['records without an id', page(ids(0, 4), { count: 4, unreadable: 1 }), 5],
  ])('are no whole list when %s brings more than the count: there may be others', (_what, only, atLeast) => {
    const walk = new InsightWalk(5, null);
    expect(walk.take(only)).toBe('count_exceeded');
    expect(walk.listLength).toBe(atLeast);
  });

  it('count records without an id, so that their list can be complete', () => {
    const walk = new InsightWalk(10, null);
    expect(walk.take(page(ids(0, 8), { count: 10, unreadable: 2 }))).toBe('complete');
    expect(walk.unreadable).toBe(2);
  });
});

describe('a page that brings nothing new', () => {
  it('ends the walk: it could go on like that for a month', () => {
    const walk = new InsightWalk(10, null);
    walk.take(page(ids(0, 10), { count: 30 }));
    expect(walk.take(page(ids(0, 10), { count: 30 }))).toBe('page_repeats');
  });

  it('ends it in any order of its insights', () => {
    const walk = new InsightWalk(10, null);
    walk.take(page(ids(0, 10)));
    expect(walk.take(page(ids(0, 10).reverse()))).toBe('page_repeats');
  });
});

describe('a cursor', () => {
  it('is followed until there is none', () => {
    const walk = new InsightWalk(10, null);
    expect(walk.take(page(ids(0, 10), { count: 20, cursor: 'c2' }))).toBe('goes_on');
    expect(walk.next).toEqual({ at: { cursor: 'c2' }, perPage: 10, need: 1 });
    expect(walk.take(page(ids(10, 20), { count: 20 }))).toBe('complete');
  });

  it("is followed past the count, which may be the page's own and then makes no whole list", () => {
    const walk = new InsightWalk(10, null);
    expect(walk.take(page(ids(0, 10), { count: 10, cursor: 'c2' }))).toBe('goes_on');
    expect(walk.next).toMatchObject({ at: { cursor: 'c2' }, need: 1 });
    expect(walk.take(page(ids(10, 20), { count: 10 }))).toBe('count_exceeded');
  });

  it('that comes again ends the walk', () => {
    const walk = new InsightWalk(10, null);
    walk.take(page(ids(0, 10), { cursor: 'c2' }));
    expect(walk.take(page(ids(10, 20), { cursor: 'c2' }))).toBe('page_repeats');
  });

  it('of an empty page is not followed', () => {
    const walk = new InsightWalk(10, null);
    walk.take(page(ids(0, 10), { cursor: 'c2' }));
    expect(walk.take(page([], { cursor: 'c3' }))).toBe('ends_early');
  });

  it('that is missing before the count is reached has ended early', () => {
    const walk = new InsightWalk(10, null);
    walk.take(page(ids(0, 10), { count: 30, cursor: 'c2' }));
    expect(walk.take(page(ids(10, 20), { count: 30 }))).toBe('ends_early');
  });
});

describe('a count that moves', () => {
  const moved = (): InsightWalk => {
    const walk = new InsightWalk(10, 2);
    walk.take(page(ids(0, 10), { count: 15, unreadable: 1, cursor: 'c2' }));
    expect(walk.take(page(ids(10, 16), { count: 21 }))).toBe('goes_on');
    return walk;
  };

  it('begins the walk anew, with nothing of what was read, and needs what the new count takes', () => {
    const walk = moved();
    expect(walk.next).toEqual({ at: { page: 1 }, perPage: 10, need: 3 });
    expect([found(walk), walk.unreadable]).toEqual([[], 0]);
    for (const [from, to] of [
      [0, 10],
      [10, 20],
    ] as const) {
      expect(walk.take(page(ids(from, to), { count: 21 }))).toBe('goes_on');
    }
    expect(walk.take(page(ids(20, 21), { count: 21 }))).toBe('complete');
  });

  it('may have moved on by the time of the first page', () => {
    const walk = moved();
    expect(walk.take(page(ids(0, 9), { count: 9 }))).toBe('complete');
  });

  it('leaves cursors behind that may come again', () => {
    expect(moved().take(page(ids(0, 10), { count: 21, cursor: 'c2' }))).toBe('goes_on');
  });

  it('and a size that is refused from then on need what the new count takes in smaller pages', () => {
    const walk = new InsightWalk(1_000, 2);
    walk.take(page(ids(0, 1_000), { count: 1_500 }));
    walk.take(page(ids(1_000, 1_600), { count: 1_600 }));
    refuse(walk, 2);
    expect(walk.next).toMatchObject({ at: { page: 1 }, perPage: 500, need: 4 });
  });

  it('a second time ends the walk', () => {
    const walk = moved();
    walk.take(page(ids(0, 10), { count: 21 }));
    expect(walk.take(page(ids(10, 20), { count: 22 }))).toBe('count_moved');
  });
});

describe('a page size that is refused', () => {
  it('is asked for once more: a fault that passes must not make pages smaller', () => {
    const walk = new InsightWalk(1_000, 3);
    expect(walk.stepDown()).toBe(true);
    expect(walk.next).toEqual({ at: { page: 1 }, perPage: 1_000, need: 3 });
    expect(walk.take(page(ids(0, 5), { count: 5 }))).toBe('complete');
    expect(walk.acceptedPageSize).toBe(1_000);
  });

  it('again steps down from 1,000 to 500, 100 and 25, and no further', () => {
    const walk = new InsightWalk(1_000, null);
    const sizes = [walk.next.perPage];
    while (walk.stepDown()) sizes.push(walk.next.perPage);
    expect(sizes).toEqual([1_000, 1_000, 500, 100, 25]);
  });

  it.each([
    [750, [750, 500, 100, 25]],
    [100, [100, 25]],
    [20, []],
  ])('steps down from %d to %j', (first, smaller) => {
    const walk = new InsightWalk(first, null);
    const sizes: number[] = [];
    while (walk.stepDown()) sizes.push(walk.next.perPage);
    expect(sizes).toEqual(smaller);
  });

  it('needs as many requests as the known list is sure to take in smaller pages', () => {
    const walk = new InsightWalk(1_000, 3);
    refuse(walk, 2);
    expect(walk.next.need).toBe(5);
  });

  it('is not what a refusal of a later page is about', () => {
    const walk = new InsightWalk(1_000, null);
    walk.take(page(ids(0, 1_000), { count: 3_000 }));
    expect(walk.stepDown()).toBe(false);
  });
});

it('gives every insight once, in the latest sight, sorted by id', () => {
  const walk = new InsightWalk(3, null);
  walk.take(page(['b', 'Z', 'ä'], { count: 4 }));
  walk.take({
    ...page(['ä', 'a'], { count: 4 }),
    insights: [
      { id: 'ä', json: 'later' },
      { id: 'a', json: '1' },
    ],
  });
  expect(walk.insights().map(({ id, json }) => [id, json])).toEqual([
    ['Z', '{"id":"Z"}'],
    ['a', '1'],
    ['b', '{"id":"b"}'],
    ['ä', 'later'],
  ]);
});

it('takes a list for complete only when it has seen every insight, whatever is inserted and removed meanwhile at a fresh count', () => {
  const changes = fc.array(fc.record({ at: fc.nat(40), what: fc.constantFrom('insert' as const, 'remove' as const) }), {
    maxLength: 2,
  });
  fc.assert(
    fc.property(
      fc.nat(40),
      fc.integer({ min: 1, max: 12 }),
      fc.array(changes, { maxLength: 12 }),
      (length, size, moves) => {
        let list = ids(0, length);
        let fresh = 1_000;
        const walk = new InsightWalk(size, null);
        let verdict: ReturnType<InsightWalk['take']> = 'goes_on';
        for (let asked = 0; verdict === 'goes_on'; asked += 1) {
          const { at } = walk.next;
          const from = ('page' in at ? at.page - 1 : 0) * size;
          verdict = walk.take(page(list.slice(from, from + size), { count: list.length, perPage: size }));
          expect(asked).toBeLessThan(100);
          if (verdict === 'goes_on') {
            // One kind of change between two pages: an exchange of one for another leaves the count as it was.
            const [first, ...rest] = moves[asked] ?? [];
            for (const { at: where } of first === undefined ? [] : [first, ...rest]) {
              if (first?.what === 'insert') list = [...list.slice(0, where), idOf(fresh++), ...list.slice(where)];
              else list = list.filter((_, index) => index !== where);
            }
          }
        }
        if (verdict === 'complete') expect(found(walk)).toEqual(expect.arrayContaining(list));
      },
    ),
    { numRuns: 2_000 },
  );
});
