import { dataOf, failureOf, type LinearProblem } from '../../../activities/linear/problem';
import { TOKEN_TICKETS } from '../../../activities/linear/ticket-words';
import conflict from '../../fixtures/linear/issue-create-conflict.json';
import entityNotFound from '../../fixtures/linear/entity-not-found.json';
import rateLimited from '../../fixtures/linear/ratelimited.json';

const NOW = Date.parse('2026-11-22T03:00:00Z');

function answered(status: number, json: unknown, headers: Record<string, string> = {}) {
  return dataOf({ status, json, headers: new Headers(headers) }, NOW);
}

function problem(status: number, json: unknown, headers: Record<string, string> = {}): LinearProblem {
  const outcome = answered(status, json, headers);
  if (!('kind' in outcome)) throw new Error('no problem');
  return outcome;
}

const error = (message: string, extensions: Record<string, unknown> = {}) => ({
  data: null,
  errors: [{ message, extensions }],
});

it('is the data of a success', () => expect(answered(200, { data: { teams: {} } })).toEqual({ data: { teams: {} } }));

it.each([
  ['RATELIMITED with HTTP 400', 400, rateLimited, 'rate-limited'],
  ['RATELIMITED with HTTP 200', 200, rateLimited, 'rate-limited'],
  ['RATELIMITED with HTTP 429', 429, rateLimited, 'rate-limited'],
  ['the type alone', 400, error('slow down', { type: 'ratelimited' }), 'rate-limited'],
  ['HTTP 429 with a body that is not JSON', 429, undefined, 'rate-limited'],
  ['a conflict with HTTP 400', 400, conflict, 'exists'],
  ['a conflict with HTTP 200', 200, conflict, 'exists'],
  ['a conflict as the SDK spells it', 400, error('Conflict on insert of Comment - x'), 'exists'],
  [
    'a conflict told only to the user',
    400,
    error('Bad input', { userPresentableMessage: 'Entity X Already Exists.' }),
    'exists',
  ],
  ['HTTP 401 without JSON', 401, undefined, 'key'],
  ['an authentication error with HTTP 400', 400, error('x', { type: 'authentication error' }), 'key'],
  ['the code of an authentication error', 200, error('x', { code: 'AUTHENTICATION_ERROR' }), 'key'],
  ['HTTP 403', 403, undefined, 'permission'],
  ['a forbidden type', 200, error('x', { type: 'Forbidden' }), 'permission'],
  ['a feature of another plan', 400, error('Feature not accessible'), 'plan'],
  ['a feature of another plan with HTTP 403', 403, error('x', { type: 'feature not accessible' }), 'plan'],
  ['a full workspace', 400, error('Usage limit exceeded', { code: 'INPUT_ERROR' }), 'plan'],
  ['a missing entity', 200, entityNotFound, 'missing'],
  ['refused input', 400, error('x', { code: 'INPUT_ERROR' }), 'refused'],
  ['an invalid document', 400, error('x', { code: 'GRAPHQL_VALIDATION_FAILED' }), 'refused'],
  ['a lock time-out', 200, error('Lock timeout'), 'fault'],
  ['HTTP 502 without JSON', 502, undefined, 'fault'],
  ['HTTP 408 without JSON', 408, undefined, 'fault'],
  ['HTTP 425 without JSON', 425, undefined, 'fault'],
  ['a 404 page', 404, undefined, 'address'],
  ['a redirect', 302, undefined, 'address'],
  ['a 404 of some other API', 404, { error: 'Not found' }, 'address'],
  ['a page with HTTP 200', 200, undefined, 'shape'],
  ['JSON of something else', 200, { ok: true }, 'shape'],
  ['an unknown error', 400, error('the moon is full'), 'unknown'],
  ['data beside an error', 200, { data: { teams: {} }, errors: [{ message: 'the moon is full' }] }, 'unknown'],
] as const)('tells %s', (_, status, json, kind) => expect(problem(status, json).kind).toBe(kind));

describe('a rate limit', () => {
  const wait = (headers: Record<string, string>) => {
    const found = problem(429, undefined, headers);
    return found.kind === 'rate-limited' ? found.waitMs : undefined;
  };

  it('waits as long as retry-after says, in seconds', () => expect(wait({ 'retry-after': '7' })).toBe(7_000));

  it('waits until the spent budget is filled again, in epoch milliseconds', () => {
    const headers = {
      'x-ratelimit-requests-remaining': '0',
      'x-ratelimit-requests-reset': String(NOW + 90_000),
      'x-ratelimit-complexity-remaining': '500',
      'x-ratelimit-complexity-reset': String(NOW + 900_000),
    };
    expect(wait(headers)).toBe(90_000);
  });

  it('waits for the latest reset when nobody says which budget is spent', () => {
    const headers = {
      'x-ratelimit-requests-reset': String(NOW + 90_000),
      'x-ratelimit-complexity-reset': String(NOW + 30_000),
    };
    expect(wait(headers)).toBe(90_000);
  });

  it('waits a minute without any header', () => expect(wait({})).toBe(60_000));
  it('never waits longer than an hour', () =>
    expect(wait({ 'x-ratelimit-requests-reset': String(NOW + 1e9) })).toBe(3_600_000));
  it('always waits a second', () => expect(wait({ 'x-ratelimit-requests-reset': String(NOW - 5) })).toBe(1_000));

  it('is what a 503 with retry-after is, too', () => {
    expect(problem(503, undefined, { 'retry-after': '3' })).toMatchObject({ kind: 'rate-limited', waitMs: 3_000 });
    expect(problem(503, undefined).kind).toBe('fault');
  });
});

describe('as a failure', () => {
  const failed = (status: number, json: unknown) =>
    failureOf('creating a ticket', problem(status, json), 'all tickets', TOKEN_TICKETS);
  const failedAtOne = (status: number, json: unknown) =>
    failureOf('adding a comment', problem(status, json), 'one ticket', TOKEN_TICKETS);

  it.each([
    [401, undefined, 'AuthRejected', true],
    [403, undefined, 'AuthRejected', true],
    [404, undefined, 'Misconfigured', true],
    [400, error('Entity not found: Team'), 'Misconfigured', true],
    [400, error('Entity not found: Issue'), 'NotFound', true],
    [400, error('x', { code: 'INPUT_ERROR' }), 'Refused', true],
    [500, undefined, 'Unavailable', false],
    [400, error('the moon is full'), 'Unavailable', false],
    [200, undefined, 'UnexpectedAnswer', false],
    [429, undefined, 'RateLimited', false],
  ])('HTTP %s %j is %s, final: %s', (status, json, type, final) => {
    expect(failed(status, json)).toMatchObject({ type, nonRetryable: final });
  });

  it.each([
    ['a rejected key', 401, undefined, 'AuthRejected'],
    ['a permission', 200, error('x', { type: 'forbidden' }), 'Refused'],
    ['HTTP 403', 403, undefined, 'Refused'],
    ['the plan', 400, error('Usage limit exceeded'), 'Refused'],
    ['a 404 page', 404, undefined, 'Refused'],
    ['a team that is gone', 400, error('Entity not found: Team'), 'NotFound'],
    ['a fault', 500, undefined, 'Unavailable'],
  ])('of one ticket, %s with HTTP %s is %s %s', (_, status, json, type) => {
    expect(failedAtOne(status, json)).toMatchObject({ type });
  });

  it.each([
    ['a permission', error('x', { type: 'forbidden' }), /permissions Read and Write/],
    ['the plan', error('Usage limit exceeded'), /change the plan of the workspace/],
    ['a feature of another plan', error('Feature not accessible'), /change the plan of the workspace/],
  ])('says what to do about %s, for all tickets and for one', (_, json, remedy) => {
    expect(failed(400, json).message).toMatch(remedy);
    expect(failedAtOne(400, json).message).toMatch(remedy);
    expect(failedAtOne(400, json).message).toContain('accept the event with a reason');
  });

  it('carries the wait of a rate limit', () => expect(failed(429, undefined).nextRetryDelay).toBe(60_000));

  it('names the setting of a team that is gone', () => {
    expect(failed(400, error('Entity not found: Team')).message).toContain('tokenWatch.tickets.team');
  });

  it('quotes status, code and type, never a message, which may repeat what was sent', () => {
    const { message } = failed(
      400,
      error('Variable "$input" got {"description":"SECRET"}', { code: 'INPUT_ERROR', type: 'SECRET {x}' }),
    );

    expect(message).toContain('HTTP 400, input_error');
    expect(message).not.toMatch(/secret|variable/i);
  });
});
