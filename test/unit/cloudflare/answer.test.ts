import { contentOf, isDenied, unexpected, type Operation } from '../../../activities/cloudflare/answer';
import { FailureType } from '../../../domain/failure-type';
import { z } from 'zod';

const OPERATION: Operation = { name: 'reading the audit log', permission: 'Account Settings: Read' };
const NOW = Date.parse('2026-11-22T10:00:00Z');
const SECRET = 'planted-secret-in-the-body';

const errorBody = (...codes: number[]) => ({
  success: false,
  errors: codes.map((code) => ({ code, message: `${SECRET} ${code}` })),
  messages: [{ code: 10_000, message: SECRET }],
  result: { value: SECRET },
});
const answer = (status: number, json: unknown, headers: Record<string, string> = {}) => ({
  status,
  json,
  headers: new Headers(headers),
});

function failureOf(status: number, json: unknown, headers: Record<string, string> = {}) {
  try {
    contentOf(answer(status, json, headers), OPERATION, NOW);
  } catch (error) {
    return error as { type: string; message: string; nonRetryable: boolean; nextRetryDelay?: unknown };
  }
  throw new Error('no failure');
}

describe('an answer of Cloudflare', () => {
  it.each([
    [400, [], FailureType.Refused, 'look up the status'],
    [400, [6003], FailureType.AuthRejected, '`token` setting'],
    [400, [6111], FailureType.AuthRejected, '`token` setting'],
    [400, [1000], FailureType.AuthRejected, '`token` setting'],
    [401, [10_000], FailureType.AuthRejected, '`token` setting'],
    [403, [1000], FailureType.AuthRejected, '`token` setting'],
    [403, [10_000], FailureType.AuthRejected, 'permission "Account Settings: Read"'],
    [403, [9109], FailureType.AuthRejected, 'permission "Account Settings: Read"'],
    [403, [], FailureType.AuthRejected, 'permission "Account Settings: Read"'],
    [404, [1003], FailureType.Misconfigured, '`id` setting'],
    [405, [], FailureType.Refused, 'look up the status'],
    [408, [], FailureType.Unavailable, 'cloudflarestatus.com'],
    [410, [], FailureType.Refused, 'look up the status'],
    [422, [], FailureType.Refused, 'look up the status'],
    [429, [10_013], FailureType.RateLimited, 'cloudflare.requestShare'],
    [500, [], FailureType.Unavailable, 'cloudflarestatus.com'],
    [502, [], FailureType.Unavailable, 'cloudflarestatus.com'],
    [503, [], FailureType.Unavailable, 'cloudflarestatus.com'],
    [520, [], FailureType.Unavailable, 'cloudflarestatus.com'],
    [200, [], FailureType.Unavailable, 'cloudflarestatus.com'],
    [200, [7003], FailureType.Unavailable, 'cloudflarestatus.com'],
  ])('with status %d and codes %j is %s, and its remedy says %p', (status, codes, type, remedy) => {
    const { message, ...failure } = failureOf(status, errorBody(...codes));
    expect(failure.type).toBe(type);
    expect(message).toContain(remedy);
    expect(message).toContain(`cloudflare: reading the audit log: `);
    expect(message).toContain(`HTTP ${status}`);
  });

  it.each([
    [400, true],
    [401, true],
    [403, true],
    [404, true],
    [429, false],
    [500, false],
    [200, false],
  ])('with status %d is final: %p', (status, final) => {
    expect(failureOf(status, errorBody(9_999)).nonRetryable).toBe(final);
  });

  it('hides the real cause in a chain below a general code', () => {
    const json = { success: false, errors: [{ code: 7, error_chain: [{ code: 6111 }] }] };
    expect(failureOf(400, json).type).toBe(FailureType.AuthRejected);
  });

  it('names its codes and nothing else of what it says', () => {
    const { message } = failureOf(400, errorBody(1004, 1005));
    expect(message).toContain('code 1004, 1005');
    expect(message).not.toContain(SECRET);
  });

  it.each([429, 503])('with status %d asks for the pause that it names', (status) => {
    const { type, nextRetryDelay } = failureOf(status, errorBody(), { 'retry-after': '7' });
    expect({ type, nextRetryDelay }).toEqual({ type: FailureType.RateLimited, nextRetryDelay: 7_000 });
  });

  it('with status 429 and no pause asks for the whole window of the limit', () => {
    expect(failureOf(429, errorBody()).nextRetryDelay).toBe(300_000);
  });

  it.each([
    ['a web page', undefined],
    ['a list', []],
    ['no success', { result: [] }],
    ['success as text', { success: 'true', result: [] }],
    ['a cursor that is a number', { success: true, result: [], result_info: { cursor: 7 } }],
  ])('with status 200 and %s is unexpected', (_what, json) => {
    expect(failureOf(200, json).type).toBe(FailureType.UnexpectedAnswer);
  });

  it.each([
    [403, FailureType.AuthRejected],
    [500, FailureType.Unavailable],
    [429, FailureType.RateLimited],
  ])('with status %d and a web page is what its status says', (status, type) => {
    expect(failureOf(status, undefined).type).toBe(type);
  });

  it.each([
    [{ cursor: 'next' }, 'next'],
    [{ cursors: { after: 'next' } }, 'next'],
    [{ cursor: '', cursors: { after: '' } }, undefined],
    [{ cursor: null }, undefined],
    [{ count: '7' }, undefined],
    [undefined, undefined],
  ])('with result_info %j goes on at %p', (result_info, cursor) => {
    expect(contentOf(answer(200, { success: true, result: [], result_info }), OPERATION, NOW).cursor).toBe(cursor);
  });

  it.each([
    [{ total_count: 7 }, 7],
    [{ total_count: '7' }, 7],
    [{ total_count: null }, undefined],
    [undefined, undefined],
  ])('with result_info %j has a total of %p', (result_info, total) => {
    expect(contentOf(answer(200, { success: true, result: [], result_info }), OPERATION, NOW).totalCount).toBe(total);
  });
});

describe('an answer of 403', () => {
  it.each([[[10_000]], [[9109]], [[]]])('with codes %j says that a permission is missing', (codes) => {
    expect(isDenied(answer(403, errorBody(...codes)))).toBe(true);
  });
  it('without an envelope says so too', () => expect(isDenied(answer(403, undefined))).toBe(true));
  it('with the code of an invalid token does not', () => expect(isDenied(answer(403, errorBody(1000)))).toBe(false));
  it('is not one of 401', () => expect(isDenied(answer(401, errorBody(10_000)))).toBe(false));
});

it('an answer of another shape names the field and not its value', () => {
  const { error } = z.array(z.object({ id: z.string() })).safeParse([{ id: 'a' }, { id: { nested: SECRET } }]);
  const { message } = unexpected(OPERATION, error!);
  expect(message).toContain('1.id: invalid_type');
  expect(message).not.toContain(SECRET);
});
