import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readInsightsPage } from '../../../activities/cloudflare/insights-page';
import { FailureType } from '../../../domain/failure-type';

const NOW_MS = Date.parse('2026-11-22T10:00:00Z');
const SECRET = 'Xq7-unguessable-0123456789';
const SAMPLE = readFileSync(path.join(__dirname, '../../fixtures/cloudflare/insights-page.json'), 'utf8');

const read = (text: string) =>
  readInsightsPage({ status: 200, headers: new Headers(), text, json: JSON.parse(text) as unknown }, NOW_MS);
const pageOf = (...issues: string[]) => read(pageText(issues));
const pageText = (issues: readonly string[], members = `"count":${issues.length}`, info = '') =>
  `{"success":true,"errors":[],"messages":[],"result":{${members},"issues":[${issues.join(',')}]}${info}}`;

describe('an insight', () => {
  it('of the sample page has every member in its order with its value', () => {
    const { insights } = read(SAMPLE);
    const { result } = JSON.parse(SAMPLE) as { result: { issues: { id: string }[] } };
    // Every member of the sample is written as `JSON.stringify` writes it, but for the blanks.
    expect(insights).toEqual(result.issues.map((issue) => ({ id: issue.id, json: JSON.stringify(issue) })));
    expect(insights[0]?.json).toContain('"severity":"Critical"');
    expect(insights[2]?.json).toContain('"severity":"critical"');
  });

  it.each([
    ['a number of any size', '{"id":"a","n":12345678901234567890.10}'],
    ['members that look like numbers', '{"id":"a","10":1,"2":2}'],
    ['its own escapes', String.raw`{"id":"a","subject":"\u0065xample\/"}`],
    ['members that nobody documents', '{"id":"a","new":{"deep":[null]}}'],
  ])('keeps %s as received', (_what, issue) => {
    expect(pageOf(issue).insights).toEqual([{ id: 'a', json: issue }]);
  });

  it('with a secret is written anew without it', () => {
    const [insight] = pageOf(`{"10":1,"id":"a","payload":{"api_token":"${SECRET}"}}`).insights;
    expect(insight?.json).toBe(`{"10":1,"id":"a","payload":{"api_token":"[scrubbed:${SECRET.length}]"}}`);
  });

  it('hides no secret behind a member of the same name', () => {
    const { insights } = pageOf(`{"id":"a","api_token":"${SECRET}","api_token":""}`);
    expect(insights).toEqual([{ id: 'a', json: '{"id":"a","api_token":""}' }]);
  });

  it('hides no secret behind a repeated member further down', () => {
    const { insights } = pageOf(`{"id":"a","list":[{"x":{"secret":"${SECRET}"},"x":1}]}`);
    expect(JSON.stringify(insights)).not.toContain(SECRET);
  });

  it('with an id of 512 letters is followed, and with a longer one counted and kept aside', () => {
    const read = pageOf(`{"id":"${'a'.repeat(512)}"}`, `{"id":"${'b'.repeat(513)}"}`);
    expect(read).toMatchObject({ insights: [{ id: 'a'.repeat(512) }], unreadable: 1 });
  });

  it.each(['{"subject":"x"}', '{"id":""}', '{"id":7}', '"a"', 'null', '[]'])(
    'without an id is counted and kept aside: %s',
    (issue) => {
      expect(pageOf(issue, '{"id":"b"}')).toMatchObject({ insights: [{ id: 'b' }], unreadable: 1 });
    },
  );
});

describe('a page', () => {
  it('tells its count, size and cursor', () => {
    const text = pageText(['{"id":"a"}'], '"count":"2500","per_page":1', ',"result_info":{"cursor":"next"}');
    expect(read(text)).toMatchObject({ count: 2_500, perPage: 1, cursor: 'next' });
  });

  it('takes the total from its information where the result has none', () => {
    expect(read(pageText([], '"page":1', ',"result_info":{"total_count":7}'))).toMatchObject({ count: 7 });
  });

  it('of an empty list may have null in its place', () => {
    expect(read('{"success":true,"result":{"count":0,"issues":null}}')).toMatchObject({ insights: [], count: 0 });
  });

  it.each([
    ['no list', '{"success":true,"result":{"count":0}}'],
    ['null in place of a list that is not empty', '{"success":true,"result":{"count":3,"issues":null}}'],
    ['an object in its place', '{"success":true,"result":{"issues":{}}}'],
    ['no result', '{"success":true}'],
    ['a count that is none', '{"success":true,"result":{"count":"many","issues":[]}}'],
    ['records of which none has an id', pageText(['{"uuid":"a"}', '{"uuid":"b"}'])],
  ])('with %s is no empty page', (_what, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ type: FailureType.UnexpectedAnswer }) as Error);
  });

  it('with success: false is no empty page', () => {
    expect(() => read('{"success":false,"errors":[],"result":{"count":0,"issues":[]}}')).toThrow(
      expect.objectContaining({ type: FailureType.Unavailable }) as Error,
    );
  });
});
