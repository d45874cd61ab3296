import { ListingTime } from '../../../activities/cloudflare/listing-time';

const LIMITS = {
  startToCloseTimeoutMs: 360_000,
  scheduleToCloseTimeoutMs: 360_000,
  scheduledTimestampMs: 1_000_000,
  currentAttemptScheduledTimestampMs: 1_000_000,
};

/** The time of an attempt whose pages have taken so many milliseconds each. */
function after(pages: readonly number[], limits: Partial<typeof LIMITS> = {}): ListingTime {
  let nowMs = 5;
  const time = new ListingTime({ ...LIMITS, ...limits }, () => nowMs);
  for (const ms of pages) {
    nowMs += ms;
    time.pageCame();
  }
  return time;
}

it('is three quarters of the limit: the rest is for the last page and for staging', () => {
  expect(after([269_999]).isEnoughFor(1)).toBe(true);
  expect(after([270_000]).isEnoughFor(1)).toBe(false);
});

it('of a further attempt is what the attempts before have left of the whole', () => {
  const later = { currentAttemptScheduledTimestampMs: LIMITS.scheduledTimestampMs + 160_000 };
  expect(after([149_999], later).isEnoughFor(1)).toBe(true);
  expect(after([150_000], later).isEnoughFor(1)).toBe(false);
});

it.each([
  ['startToCloseTimeoutMs', 'scheduleToCloseTimeoutMs'],
  ['scheduleToCloseTimeoutMs', 'startToCloseTimeoutMs'],
] as const)('is limited by %s alone when there is no %s', (_one, other) => {
  expect(after([269_999], { [other]: 0 }).isEnoughFor(1)).toBe(true);
  expect(after([270_000], { [other]: 0 }).isEnoughFor(1)).toBe(false);
});

it('is enough for what comes as fast as the fastest page did', () => {
  expect(after([60_000, 20_000, 10_000]).isEnoughFor(18)).toBe(true);
  expect(after([60_000, 20_000, 10_000]).isEnoughFor(19)).toBe(false);
});

it('tells nothing of the speed of pages before three have come', () => {
  expect(after([10_000, 10_000]).isEnoughFor(1_000)).toBe(true);
  expect(after([10_000, 10_000, 10_000]).isEnoughFor(1_000)).toBe(false);
});
