import { leastGapMs, wrongCron } from '../../../config/cron';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe('the least time between two firings', () => {
  it.each([
    ['*/10 * * * *', 10 * MINUTE_MS],
    ['0 */6 * * *', 6 * HOUR_MS],
    ['0,59 * * * *', MINUTE_MS],
    ['*/59 * * * *', MINUTE_MS],
    ['0 6 * * MON-FRI', DAY_MS],
    ['0 6 * * 7', 7 * DAY_MS],
    ['0 0 1,28 * *', DAY_MS], // the first of March follows the 28th of February
    ['0 0 29 2 *', 1_461 * DAY_MS],
    ['50 23,0 * * *', HOUR_MS],
    ['0 0,5,23 * jan,JUL *', HOUR_MS],
  ])('of %s is %d ms', (cron, gapMs) => expect(leastGapMs(cron)).toBe(gapMs));

  it('counts a day only when day of month and day of week both match, as Temporal does', () => {
    expect(leastGapMs('0 0 13 * FRI')).toBe(28 * DAY_MS); // 13 February and 13 March of a common year
  });
});

describe('a cron expression', () => {
  it.each([
    '*/10 * * * *',
    '0  6 * * *',
    '00 06 * * *',
    '1-5,30 8-18/2 1,15 1-6 0-7',
    '0 0 * JAN,jul Mon-fri',
    '5 4 * * 5-7/2',
  ])('%s is accepted', (cron) => expect(wrongCron(cron)).toBeUndefined());

  it.each([
    ['60 * * * *', 'minute'],
    ['5/15 * * * *', 'minute'],
    ['*/0 * * * *', 'minute'],
    ['*/90 * * * *', 'minute'],
    ['50-10 * * * *', 'minute'],
    ['1,,2 * * * *', 'minute'],
    ['-1 * * * *', 'minute'],
    ['jan * * * *', 'minute'],
    ['* 24 * * *', 'hour'],
    ['* * 0 * *', 'day of the month'],
    ['* * L * *', 'day of the month'],
    ['* * 15W * *', 'day of the month'],
    ['* * * 13 *', 'month'],
    ['* * * sun *', 'month'],
    ['* * * * 8', 'day of the week'],
    ['* * * * FRI-MON', 'day of the week'],
    ['* * * * MON#1', 'day of the week'],
    ['* * * * +MON', 'day of the week'],
    ['* * * * ?', 'day of the week'],
  ])('%s is refused for its %s', (cron, field) => expect(wrongCron(cron)).toContain(`as its ${field}; valid are`));

  it.each(['* * * *', '0 * * * * *', 'every day'])('%s is refused for its number of fields', (cron) =>
    expect(wrongCron(cron)).toContain('there must be five'),
  );

  it.each(['0 0 31 2 *', '0 0 30 FEB MON'])('%s is refused, because it never fires', (cron) =>
    expect(wrongCron(cron)).toContain('never fire'),
  );
});
