import { retryAfterMs } from '../../../activities/shared/get-json';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const FORTY_FIVE_DAYS = 45 * 24 * 60 * 60_000;
const wait = (value?: string) => retryAfterMs(new Headers(value === undefined ? {} : { 'retry-after': value }), NOW);

it.each([
  ['0', 0],
  ['1', 1_000],
  [' 120 ', 120_000],
  ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 09:59:30 GMT', 0],
  ['Sunday, 22-Nov-26 10:00:30 GMT', 30_000],
  ['Sun Nov 22 10:00:30 2026', 30_000],
  ['99999999999999', FORTY_FIVE_DAYS],
  ['9'.repeat(400), FORTY_FIVE_DAYS],
  ['Fri, 31 Dec 9999 23:59:59 GMT', FORTY_FIVE_DAYS],
])('Retry-After %p is a pause of %d ms', (value, ms) => expect(wait(value)).toBe(ms));

it.each([
  [undefined],
  [''],
  ['soon'],
  ['-1x'],
  ['-5'],
  ['1.5'],
  ['1e3'],
  ['0x10'],
  ['22 Nov 2027'],
  ['Sun, 99 Nov 2026 10:00:30 GMT'],
])('Retry-After %p names no pause', (value) => expect(wait(value)).toBeUndefined());
