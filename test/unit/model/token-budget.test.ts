import { createTokenBudget } from '../../../activities/model/token-budget';

let now = 0;
const at = (time: string): void => void (now = Date.parse(time));
const budget = (tokens: number) => createTokenBudget(tokens, () => now);

beforeEach(() => at('2026-11-22T23:59:59.999Z'));

it('gives as much as there is, to the last token', () => {
  const { reserve } = budget(100);

  expect(reserve(60)).toBeDefined();
  expect(reserve(41)).toBeUndefined();
  expect(reserve(40)).toBeDefined();
  expect(reserve(1)).toBeUndefined();
});

it('takes back what a request did not need, and takes what it needed more', () => {
  const { reserve } = budget(100);

  reserve(80)!(10);
  reserve(80)!(85);

  expect(reserve(6)).toBeUndefined();
  expect(reserve(5)).toBeDefined();
});

it('is whole again with the next day of UTC', () => {
  const { reserve } = budget(100);
  reserve(100);
  at('2026-11-23T00:00:00.000Z');

  expect(reserve(100)).toBeDefined();
});

it('charges no day for what was asked the day before', () => {
  const { reserve } = budget(100);
  const late = reserve(50)!;
  at('2026-11-23T00:00:00.000Z');
  reserve(100);

  late(0);

  expect(reserve(1)).toBeUndefined();
});

it('is not filled up by a clock that goes back', () => {
  const { reserve } = budget(100);
  reserve(100);
  at('2026-11-21T12:00:00.000Z');

  expect(reserve(1)).toBeUndefined();
});
