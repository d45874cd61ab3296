import { readFileSync } from 'node:fs';
import path from 'node:path';
import { failure } from '../../../activities/shared/failure';
import { FailureType } from '../../../domain/failure-type';
import type { QuotaOutcome } from '../../../domain/request-quota';
import { ACCOUNT_ID, createListingRig, insightsOf, NEXT_AT, type ListingRig } from './list-insights-rig';

let rig: ListingRig;
beforeEach(async () => {
  rig = await createListingRig();
});
afterEach(() => rig.close());

const SAMPLE = readFileSync(path.join(__dirname, '../../fixtures/cloudflare/insights-page.json'), 'utf8');
const have = (count: number, more?: object) => {
  const insights = insightsOf(count, more);
  rig.sandbox.control.replaceInsights(ACCOUNT_ID, insights);
  return insights;
};
const sortedIds = (insights: readonly { readonly id: string }[]) => insights.map(({ id }) => id).sort();
const pageQuery = (page: number, perPage = 1_000) => `dismissed=false&per_page=${perPage}&page=${page}`;
const unavailable = () => failure(FailureType.Unavailable, 'away', 'Wait', { provider: 'archive' });
const outcomesOf = (kind: QuotaOutcome['kind']) => rig.allowance.outcomes.filter((outcome) => outcome.kind === kind);

describe('a listing', () => {
  it('of 2,500 insights takes three requests, each reserved before with what the rest needs', async () => {
    const insights = have(2_500);
    const result = await rig.list();
    expect(rig.requests()).toEqual([pageQuery(1), pageQuery(2), pageQuery(3)]);
    expect(rig.allowance.asked).toMatchObject(
      [1, 2, 1].map((need) => ({ account: 'acme', purpose: 'sync', listing: 'run-1', need })),
    );
    expect(rig.reservedIds()).toEqual([1, 2, 3].map((counter) => `run-1/7/1/*/${counter}`));
    expect(result).toMatchObject({
      complete: true,
      staged: { count: 2_500, pageSize: 1_000, requests: 3, unreadable: 0 },
      quota: { used: 3 },
    });
    expect(rig.staged().map(({ id }) => id)).toEqual(sortedIds(insights));
    const listed = { kind: 'listed', list: 'open', count: 2_500 };
    expect(rig.settled()).toEqual([
      ['run-1/7/1/*/1', listed],
      ['run-1/7/1/*/3', listed],
    ]);
  });

  it('keeps every member, order and value of the sample insights', async () => {
    const { issues } = (JSON.parse(SAMPLE) as { result: { issues: { id: string }[] } }).result;
    for (const insight of issues) {
      const text = SAMPLE.split('\n').find((line) => line.includes(`{ "id": "${insight.id}"`))!;
      rig.sandbox.control.addInsight({ accountId: ACCOUNT_ID, insight, text: text.trim().replace(/,$/, '') });
    }
    await rig.list();
    const expected = issues.map((insight) => ({ id: insight.id, json: JSON.stringify(insight) }));
    expect(rig.staged()).toEqual(expected.sort((one, other) => (one.id < other.id ? -1 : 1)));
    expect(rig.staged()[0]?.json).toContain('"severity":"Critical"');
  });

  it('keeps what JSON.parse would lose', async () => {
    const text = '{ "id": "x", "2": 12345678901234567890, "1": 1.0, "n": "\\u0041" }';
    rig.sandbox.control.addInsight({ accountId: ACCOUNT_ID, insight: { id: 'x', dismissed: false }, text });
    await rig.list();
    expect(rig.staged()).toEqual([{ id: 'x', json: '{"id":"x","2":12345678901234567890,"1":1.0,"n":"\\u0041"}' }]);
  });

  it('stages no secret', async () => {
    have(1, { payload: { api_token: 'Xq7-unguessable' } });
    await rig.list();
    expect(rig.staged()[0]?.json).toContain('"payload":{"api_token":"[scrubbed:15]"}');
  });

  it('of the dismissed ones asks for those, and is staged in a place of its own', async () => {
    have(3);
    const dismissed = rig.sandbox.control.insights(ACCOUNT_ID)[1] as { id: string };
    rig.sandbox.control.dismissInsight(dismissed.id);
    await rig.list({ list: 'dismissed' });
    expect(rig.requests()).toEqual(['dismissed=true&per_page=1000&page=1']);
    expect(rig.staged('dismissed').map(({ id }) => id)).toEqual([dismissed.id]);
    expect(rig.allowance.outcomes).toEqual([{ kind: 'listed', list: 'dismissed', count: 1 }]);
  });

  it('of an account without insights is complete and empty', async () => {
    expect(await rig.list()).toMatchObject({ complete: true, staged: { count: 0, requests: 1 } });
  });

  it('follows cursors where the answers carry them', async () => {
    const insights = have(2_500);
    rig.sandbox.control.setInsightApi(ACCOUNT_ID, { cursors: true });
    expect(await rig.list()).toMatchObject({ complete: true, staged: { count: 2_500, requests: 3 } });
    expect(rig.staged()).toHaveLength(insights.length);
    expect(rig.requests().map((query) => /&(page|cursor)=/.exec(query)?.[1])).toEqual(['page', 'cursor', 'cursor']);
  });

  it('counts records without an id and keeps them aside', async () => {
    have(2);
    rig.sandbox.control.addInsight({ accountId: ACCOUNT_ID, insight: { dismissed: false, subject: 'nameless' } });
    expect(await rig.list()).toMatchObject({ complete: true, staged: { count: 2, unreadable: 1 } });
    expect(outcomesOf('listed')).toEqual([{ kind: 'listed', list: 'open', count: 3 }]);
  });

  it('asked for by a person says so to the ledger', async () => {
    await rig.list({ purpose: 'person' });
    expect(rig.allowance.asked[0]).toMatchObject({ purpose: 'person' });
  });
});

describe('a page size that is refused', () => {
  it('steps down, each step paid for, and the ledger is told what was accepted', async () => {
    have(250);
    rig.sandbox.control.setInsightApi(ACCOUNT_ID, { maxPerPage: 100 });
    const result = await rig.list({ pages: 1 });
    expect(rig.requests()).toEqual([
      ...[1_000, 1_000, 500].map((size) => pageQuery(1, size)),
      ...[1, 2, 3].map((page) => pageQuery(page, 100)),
    ]);
    expect(rig.reservedIds()).toEqual([1, 2, 3, 4, 5, 6].map((counter) => `run-1/7/1/*/${counter}`));
    expect(outcomesOf('page_size_refused')).toEqual([{ kind: 'page_size_refused', pageSize: 100 }]);
    expect(result).toMatchObject({ complete: true, staged: { count: 250, pageSize: 100, requests: 6 } });
  });

  it('by a fault that passes is asked for once more, and no smaller one is remembered', async () => {
    have(5);
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: '/insights', kind: { status: 400, body: {} } });
    expect(await rig.list()).toMatchObject({ complete: true, staged: { pageSize: 1_000, requests: 2 } });
    expect(rig.requests()).toEqual([pageQuery(1), pageQuery(1)]);
    expect(outcomesOf('page_size_refused')).toEqual([]);
  });

  it('is told to the ledger by a complete listing only', async () => {
    have(250);
    rig.sandbox.control.setInsightApi(ACCOUNT_ID, { maxPerPage: 100 });
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'page=2', kind: { status: 502, body: {} } });
    await expect(rig.list()).rejects.toMatchObject({ type: 'Unavailable' });
    expect(rig.allowance.outcomes).toEqual([{ kind: 'listed', list: 'open', count: 250 }]);
  });

  it('is not what a short page without its size shows: the next listing asks for whole pages', async () => {
    const [first] = have(200);
    const result = { count: 200, issues: [first], page: 1 };
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/insights',
      kind: { status: 200, body: { success: true, errors: [], messages: [], result } },
    });
    expect(await rig.list()).toMatchObject({ complete: false });
    expect(outcomesOf('page_size_refused')).toEqual([]);
    expect(await rig.list({ run: 'run-2' })).toMatchObject({ complete: true, staged: { count: 200, requests: 1 } });
  });

  it('whatever it is was no page size: the failure is final, and the ledger remembers none', async () => {
    rig.sandbox.control.addFault({ provider: 'cloudflare', times: 'always', kind: { status: 400, body: {} } });
    await expect(rig.list()).rejects.toMatchObject({ type: 'Refused', nonRetryable: true });
    expect(rig.requests()).toEqual([1_000, 1_000, 500, 100, 25].map((size) => pageQuery(1, size)));
    expect(rig.allowance.outcomes).toEqual([]);
  });
});

describe('a list that changes while it is read', () => {
  const inserted = [{ id: 'late', dismissed: false }];

  it('is read anew, once, and nothing of the first walk is kept', async () => {
    have(2_500);
    rig.sandbox.control.shiftPages({ accountId: ACCOUNT_ID, afterPage: 1, remove: 1 });
    const result = await rig.list();
    expect(rig.requests()).toEqual([1, 2, 1, 2, 3].map((page) => pageQuery(page)));
    expect(rig.allowance.asked.map(({ need }) => need)).toEqual([1, 2, 3, 2, 1]);
    expect(result).toMatchObject({ complete: true, staged: { count: 2_499, requests: 5 } });
    const now = rig.sandbox.control.insights(ACCOUNT_ID) as { id: string }[];
    expect(rig.staged().map(({ id }) => id)).toEqual(sortedIds(now));
  });

  it('twice is not listed to its end', async () => {
    have(2_500);
    rig.sandbox.control.shiftPages({ accountId: ACCOUNT_ID, afterPage: 1, times: 'always', remove: 1 });
    const result = await rig.list();
    expect(result).toMatchObject({
      complete: false,
      why: 'count_moved',
      nextAt: null,
      requests: 4,
      quota: { used: 4 },
    });
    expect([rig.requests().length, rig.lists.staged.size]).toEqual([4, 0]);
  });

  it('is not read anew when the allowance does not pay for all of it', async () => {
    have(2_500);
    rig.sandbox.control.shiftPages({ accountId: ACCOUNT_ID, afterPage: 1, insert: inserted });
    rig.allowance.left = 4;
    expect(await rig.list()).toMatchObject({ complete: false, why: 'allowance', requests: 2 });
    expect(rig.requests()).toHaveLength(2);
  });

  it('by an exchange that moves no count is incomplete when an insight came twice', async () => {
    const last = have(2_500).at(-1)!.id;
    rig.sandbox.control.shiftPages({ accountId: ACCOUNT_ID, afterPage: 1, insert: inserted, remove: [last] });
    expect(await rig.list()).toMatchObject({ complete: false, why: 'ends_early', requests: 3 });
    expect(rig.lists.staged.size).toBe(0);
  });

  it('whose count is below what its pages hold is incomplete: there may be more', async () => {
    const insights = have(12);
    const result = { count: 0, issues: insights.slice(0, 5), page: 1, per_page: 5 };
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/insights',
      kind: { status: 200, body: { success: true, errors: [], messages: [], result } },
    });
    expect(await rig.list({ pageSize: 5 })).toMatchObject({ complete: false, why: 'count_exceeded', requests: 1 });
    expect(rig.lists.staged.size).toBe(0);
    expect(outcomesOf('listed')).toEqual([{ kind: 'listed', list: 'open', count: 5 }]);
  });

  it('and repeats a page instead of going on ends there', async () => {
    have(5_000);
    rig.sandbox.control.setInsightApi(ACCOUNT_ID, { repeatPage: 2 });
    expect(await rig.list()).toMatchObject({ complete: false, why: 'page_repeats' });
    expect(rig.requests()).toEqual([pageQuery(1), pageQuery(2), pageQuery(3)]);
    expect(rig.lists.staged.size).toBe(0);
  });

  it('in another order at each request is incomplete', async () => {
    have(2_500);
    rig.sandbox.control.setInsightApi(ACCOUNT_ID, { order: 'changing' });
    expect(await rig.list()).toMatchObject({ complete: false, why: 'ends_early' });
  });
});

describe('too many requests', () => {
  const limited = (kind: 'with-retry-after' | 'without-retry-after', skip: number) =>
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/insights',
      skip,
      kind: { rateLimited: kind, retryAfterS: 3_600 },
    });

  it('end the listing, and the ledger is told how long Cloudflare asks to wait', async () => {
    have(2_500);
    limited('with-retry-after', 1);
    const result = await rig.list();
    expect(rig.requests()).toHaveLength(2);
    expect(rig.settled().at(-1)).toEqual(['run-1/7/1/*/2', { kind: 'rate_limited', retryAfterMs: 3_600_000 }]);
    expect(result).toMatchObject({ complete: false, why: 'rate_limited', requests: 2 });
    const nextAt = result.complete ? null : result.nextAt;
    expect(Date.parse(nextAt ?? '') - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('with a time beyond every date hold the account for 45 days at most', async () => {
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/insights',
      kind: { status: 429, headers: { 'retry-after': '99999999999999' }, body: {} },
    });
    expect(await rig.list()).toMatchObject({ complete: false, why: 'rate_limited', requests: 1 });
    expect(rig.allowance.outcomes).toEqual([{ kind: 'rate_limited', retryAfterMs: 45 * 24 * 60 * 60_000 }]);
  });

  it('without a time leave the time to the ledger, and the sentence names the remedies', async () => {
    limited('without-retry-after', 0);
    expect(await rig.list()).toMatchObject({
      complete: false,
      why: 'rate_limited',
      nextAt: null,
      sentence: expect.stringMatching(/HTTP 429, code 971.*sync less often.*upgrade the plan/) as string,
    });
    expect(rig.allowance.outcomes).toEqual([{ kind: 'rate_limited', retryAfterMs: null }]);
  });

  it('of the month count as refused even when the ledger cannot be told', async () => {
    rig.sandbox.control.setInsightApi(ACCOUNT_ID, { monthlyRequests: 0 });
    rig.allowance.whileSettling = () => {
      throw new Error('the ledger is away');
    };
    expect(await rig.list()).toMatchObject({ complete: false, why: 'rate_limited', quota: { used: 1 } });
    expect(rig.requests()).toHaveLength(1);
  });
});

describe('an answer that is none', () => {
  it.each([
    ['lost-answer', 'Unavailable'],
    ['drop', 'Unavailable'],
    ['truncated-json', 'UnexpectedAnswer'],
    ['wrong-schema', 'UnexpectedAnswer'],
    ['html', 'UnexpectedAnswer'],
    ['success-false', 'Unavailable'],
    ['stalled-body', 'Unavailable'],
    [{ status: 500 }, 'Unavailable'],
    [{ status: 502, body: '<html>' }, 'Unavailable'],
    [{ status: 503, headers: { 'retry-after': '7' } }, 'RateLimited'],
  ] as const)('%j in mid-walk fails as %s, stages nothing, and may be tried again', async (kind, type) => {
    have(2_500);
    rig.setting.timeoutMs = 500;
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: '/insights', skip: 1, kind });
    await expect(rig.list()).rejects.toMatchObject({ type, nonRetryable: false });
    expect(rig.allowance.asked).toHaveLength(2);
    expect(rig.lists.staged.size).toBe(0);
  });

  it('is paid for again by the next attempt, under ids of its own', async () => {
    have(2_500);
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: '/insights', skip: 1, kind: 'lost-answer' });
    await expect(rig.list()).rejects.toMatchObject({ type: 'Unavailable' });
    expect(await rig.list({}, 2)).toMatchObject({ complete: true, staged: { requests: 3 } });
    expect(rig.reservedIds()).toEqual(
      ['1/*/1', '1/*/2', '2/*/1', '2/*/2', '2/*/3'].map((suffix) => `run-1/7/${suffix}`),
    );
    expect(rig.sandbox.control.insightRequests(ACCOUNT_ID).sent).toBe(rig.allowance.standing.used);
  });
});

it('an attempt whose number comes again after a reset reserves under ids of its own', async () => {
  have(2_500);
  rig.sandbox.control.addFault({ provider: 'cloudflare', path: '/insights', skip: 1, kind: 'lost-answer' });
  await expect(rig.list({}, 1)).rejects.toMatchObject({ type: 'Unavailable' });
  await rig.list({}, 1);
  expect(new Set(rig.allowance.asked.map(({ id }) => id)).size).toBe(5);
});

it('a server that answers 421 gets the one request that is paid for', async () => {
  have(5);
  rig.sandbox.control.addFault({ provider: 'cloudflare', path: '/insights', kind: { status: 421, body: {} } });
  await expect(rig.list()).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
  expect([rig.allowance.asked.length, rig.requests().length]).toEqual([1, 1]);
});

describe('the time of an attempt', () => {
  /** Each page takes so long on the clock of the attempt. */
  const pagesTake = (...ms: readonly number[]) => {
    let nowMs = 0;
    let pages = 0;
    rig.setting.monotonicMs = () => nowMs;
    rig.setting.pace = {
      turn: () => {
        nowMs += ms[Math.min(pages++, ms.length - 1)] ?? 0;
        return Promise.resolve();
      },
    };
  };

  it('that is over ends the listing as incomplete, instead of being cut off and paid for again', async () => {
    have(40);
    pagesTake(100_000);
    expect(await rig.list({ pageSize: 10 })).toEqual({
      complete: false,
      why: 'out_of_time',
      sentence: expect.stringMatching(/too slowly.*insightsSync\.pageSize.*Nothing was changed/) as string,
      nextAt: null,
      requests: 3,
      quota: rig.allowance.standing,
    });
    expect([rig.requests().length, rig.lists.staged.size]).toEqual([3, 0]);
  });

  it('that the pages to come cannot keep is not waited for: their requests are spared', async () => {
    have(40);
    pagesTake(8_000);
    expect(await rig.list({ pageSize: 1 })).toMatchObject({ complete: false, why: 'out_of_time', requests: 3 });
  });

  it('is not judged by a first page that was slow', async () => {
    have(40);
    pagesTake(90_000, 1_000);
    expect(await rig.list({ pageSize: 1 })).toMatchObject({ complete: true, staged: { count: 40, requests: 40 } });
  });

  it('that is over with the last page loses nothing', async () => {
    have(20);
    pagesTake(140_000);
    expect(await rig.list({ pageSize: 10 })).toMatchObject({ complete: true, staged: { count: 20 } });
  });
});

describe('a listing that an earlier attempt has staged', () => {
  it('is returned without a request, and the ledger learns what it may not know yet', async () => {
    have(2_500);
    const first = await rig.list();
    const again = await rig.list({}, 2);
    expect(again).toEqual(first);
    expect(rig.requests()).toHaveLength(3);
    expect(rig.allowance.asked).toHaveLength(3);
    expect(rig.settled().at(-1)).toEqual(['run-1/7/2/*/0', { kind: 'listed', list: 'open', count: 2_500 }]);
  });

  it('is returned although the ledger is away', async () => {
    have(5);
    await rig.list();
    rig.allowance.whileSettling = () => {
      throw new Error('the ledger is away');
    };
    expect(await rig.list({}, 2)).toMatchObject({ complete: true, staged: { count: 5 }, quota: null });
  });

  it('by another run is not taken', async () => {
    have(5);
    await rig.list({ run: 'run-0' });
    await rig.list();
    expect(rig.requests()).toHaveLength(2);
  });
});

describe('a complete listing', () => {
  it('is not lost when the ledger cannot be told', async () => {
    have(5);
    rig.allowance.whileSettling = () => {
      throw new Error('the ledger is away');
    };
    expect(await rig.list()).toMatchObject({ complete: true, staged: { count: 5 }, quota: { used: 1 } });
  });

  it('is not staged by force when the store refuses it', async () => {
    let puts = 0;
    rig.lists.whilePutting = () => {
      puts += 1;
      throw failure(FailureType.Refused, 'refused', 'Look', { provider: 'archive' });
    };
    await expect(rig.list()).rejects.toMatchObject({ type: 'Refused' });
    expect(puts).toBe(1);
  });

  it('is not paid for again when the store fails once', async () => {
    have(5);
    let failures = 1;
    rig.lists.whilePutting = () => {
      if (failures-- > 0) throw unavailable();
    };
    expect(await rig.list()).toMatchObject({ complete: true, staged: { count: 5 } });
    expect(rig.requests()).toHaveLength(1);
  });
});

describe('the allowance', () => {
  it('refused at the start sends nothing and says when to ask again', async () => {
    have(2_500);
    rig.allowance.left = 2;
    expect(await rig.list({ pages: 3 })).toEqual({
      complete: false,
      why: 'allowance',
      sentence: expect.stringContaining('the 3 requests needed now cannot be paid for') as string,
      nextAt: NEXT_AT,
      requests: 0,
      quota: rig.allowance.standing,
    });
    expect(rig.requests()).toEqual([]);
  });

  it('refused in the middle sends nothing more and stages nothing', async () => {
    have(2_500);
    rig.allowance.left = 2;
    expect(await rig.list()).toMatchObject({ complete: false, why: 'allowance', requests: 1 });
    expect([rig.requests().length, rig.lists.staged.size]).toEqual([1, 0]);
  });

  it('that is refused in the middle knows how long the list is, to begin no such listing again', async () => {
    have(2_500);
    rig.allowance.left = 2;
    await rig.list();
    expect(rig.settled()).toEqual([['run-1/7/1/*/1', { kind: 'listed', list: 'open', count: 2_500 }]]);
  });

  it('knows how long the list is from its first page on, however the attempt ends', async () => {
    have(40);
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'page=2', kind: { status: 502, body: {} } });
    await expect(rig.list({ pageSize: 10 })).rejects.toMatchObject({ type: 'Unavailable' });
    expect(rig.settled()).toEqual([['run-1/7/1/*/1', { kind: 'listed', list: 'open', count: 40 }]]);
  });

  it('that could not be told so is told with the next page', async () => {
    have(40);
    let failures = 1;
    rig.allowance.whileSettling = () => {
      if (failures-- > 0) throw unavailable();
    };
    rig.allowance.left = 4;
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'page=3', kind: { status: 502, body: {} } });
    await expect(rig.list({ pageSize: 10 })).rejects.toMatchObject({ type: 'Unavailable' });
    expect(rig.settled()).toEqual([['run-1/7/1/*/2', { kind: 'listed', list: 'open', count: 40 }]]);
  });

  it('is asked before each request goes out', async () => {
    have(1_500);
    const sentBefore: number[] = [];
    rig.allowance.whileReserving = () => void sentBefore.push(rig.requests().length);
    await rig.list();
    expect(sentBefore).toEqual([0, 1]);
  });

  it('is asked when nothing else holds the request up: a grant does not grow old in a queue', async () => {
    have(5);
    const order: string[] = [];
    rig.setting.pace = { turn: () => Promise.resolve(void order.push('turn')) };
    rig.allowance.whileReserving = () => void order.push('reserved');
    await rig.list();
    expect(order).toEqual(['turn', 'reserved']);
  });

  it('that does not answer fails the attempt, and the request is not sent', async () => {
    rig.allowance.whileReserving = () => {
      throw unavailable();
    };
    await expect(rig.list()).rejects.toMatchObject({ type: 'Unavailable' });
    expect(rig.requests()).toEqual([]);
  });

  it('granted after more than 60 seconds is dropped, and another request is reserved', async () => {
    have(5);
    let nowMs = 0;
    rig.setting.monotonicMs = () => nowMs;
    rig.allowance.whileReserving = () => {
      nowMs += rig.allowance.asked.length === 1 ? 60_001 : 60_000;
    };
    expect(await rig.list()).toMatchObject({ complete: true, staged: { requests: 2 } });
    expect(rig.reservedIds()).toEqual(['run-1/7/1/*/1', 'run-1/7/1/*/2']);
    expect(rig.requests()).toHaveLength(1);
  });

  it('granted too late twice fails the attempt, so that a slow machine spends no whole month', async () => {
    let nowMs = 0;
    rig.setting.monotonicMs = () => nowMs;
    rig.allowance.whileReserving = () => void (nowMs += 60_001);
    await expect(rig.list()).rejects.toMatchObject({ type: 'Unavailable' });
    expect([rig.allowance.asked.length, rig.requests().length]).toEqual([2, 0]);
  });
});
