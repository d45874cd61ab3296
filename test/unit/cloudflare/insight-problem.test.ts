import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  INSIGHT_PROBLEMS,
  insightProblem,
  insightProblemSentence,
} from '../../../activities/cloudflare/insight-problem';
import { NO_DATA_RULES, noDataSentence } from '../../../domain/insight-no-data';

const README = readFileSync(path.join(__dirname, '../../../activities/cloudflare/README.md'), 'utf8');
const HEADINGS = README.split('\n').filter((line) => line.startsWith('### '));

describe.each(INSIGHT_PROBLEMS)('the problem $id', ({ id, title, type, what, remedy, hit, miss }) => {
  it('claims what it is for, with its type, cause, remedy and what was seen', () => {
    expect(insightProblem(hit)).toMatchObject({
      type,
      message: `cloudflare: listing insights: ${what} (${hit.seen}). ${remedy}`,
    });
  });

  it('is final: another attempt would be paid for and mend nothing', () => {
    expect(insightProblem(hit)).toMatchObject({ nonRetryable: id !== 'rate_limited' });
  });

  it('leaves its nearest neighbour alone', () => {
    expect(insightProblemSentence(miss)).not.toContain(what);
  });

  it('has its section in the README', () => {
    expect(HEADINGS.filter((heading) => heading === `### ${title}`)).toHaveLength(1);
  });
});

describe.each(NO_DATA_RULES)('no data because $id', ({ title, sentence, hit, miss }) => {
  it('is said with its counts', () => {
    expect(noDataSentence(hit)).toBe(sentence(hit));
  });

  it('is not said of its nearest neighbour', () => {
    expect(noDataSentence(miss)).not.toBe(sentence(hit));
  });

  it('has its section in the README', () => {
    expect(HEADINGS.filter((heading) => heading === `### ${title}`)).toHaveLength(1);
  });
});

it('says the counts before and after the filters when they hide everything', () => {
  expect(noDataSentence({ listed: 7, wanted: 0, dismissed: null, includeDismissed: false })).toContain(
    '7 before filtering, 0 after',
  );
});

it('says how many are dismissed when all are', () => {
  expect(noDataSentence({ listed: 0, wanted: 0, dismissed: 4, includeDismissed: false })).toContain(
    '0 open, 4 dismissed',
  );
});

it.each([
  { listed: 0, wanted: 0, dismissed: null },
  { listed: 0, wanted: 0, dismissed: 0 },
  { listed: 0, wanted: 0, dismissed: 4 },
  { listed: 7, wanted: 0, dismissed: 4 },
])('tells nobody to include dismissed insights who does so already: %j', (found) => {
  expect(noDataSentence({ ...found, includeDismissed: true }) ?? '').not.toContain('includeDismissed');
});

it('says nothing when there is data', () => {
  expect(noDataSentence({ listed: 7, wanted: 1, dismissed: 4, includeDismissed: false })).toBeNull();
});

it('names each problem once', () => {
  const ids = [...INSIGHT_PROBLEMS, ...NO_DATA_RULES].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
