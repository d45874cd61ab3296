import { retryAfterMs } from '../../../activities/shared/get-json';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const wait = (value?: string) => retryAfterMs(new Headers(value === undefined ? {} : { 'retry-after': value }), NOW);

it.each([
  ['0', 0],
  ['1', 1_000],
  [' 120 ', 120_000],
  ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 09:59:30 GMT', 0],
])('Retry-After %p is a pause of %d ms', (value, ms) => expect(wait(value)).toBe(ms));

it.each([[undefined], [''], ['soon'], ['-1x']])('Retry-After %p names no pause', (value) =>
  expect(wait(value)).toBeUndefined(),
);
