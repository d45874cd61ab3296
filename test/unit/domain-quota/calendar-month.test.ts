import { monthEndMs, monthOf, monthStartMs } from '../../../domain/calendar-month';
import { openFromMs } from '../../../domain/request-quota-month';
import { at } from './situations';

it.each([
  ['2026-11', '2026-11-01', '2026-12-01'],
  ['2026-12', '2026-12-01', '2027-01-01'],
  ['2028-02', '2028-02-01', '2028-03-01'],
])('%s lasts from %s until %s', (month, start, end) => {
  expect([monthStartMs(month), monthEndMs(month)]).toEqual([at(start), at(end)]);
  expect([monthOf(at(start) - 1) < month, monthOf(at(start)), monthOf(at(end) - 1)]).toEqual([true, month, month]);
});

it.each([
  ['2026-11-15T12:00:00', '2026-11-15T12:00:00'],
  ['2026-11-30T23:54:59', '2026-11-30T23:54:59'],
  ['2026-11-30T23:55:00', '2026-12-01T00:05:00'],
  ['2026-12-01T00:00:00', '2026-12-01T00:05:00'],
])('from %s on a request may begin at %s', (from, open) => {
  expect(openFromMs(at(from))).toBe(at(open));
});
