import { failureOf, problemOf } from '../../../activities/confluence/problem';
import authRejected from '../../fixtures/confluence/auth-404.json';
import exists from '../../fixtures/confluence/page-exists-400.json';
import versionConflict from '../../fixtures/confluence/version-409.json';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const problem = (status: number, json: unknown, headers: Record<string, string> = {}) =>
  problemOf({ status, json, headers: new Headers(headers) }, NOW_MS);

it.each([
  [400, exists, 'taken'],
  [
    400,
    { statusCode: 400, message: 'Cannot add a new attachment with same file name as an existing attachment: x' },
    'taken',
  ],
  [400, { errors: [{ title: 'Error converting ADF' }] }, 'refused'],
  [401, { message: 'Unauthorized; scope does not match' }, 'scope'],
  [401, undefined, 'wrong-host'],
  [401, {}, 'credentials'],
  [403, { statusCode: 403, message: 'Request rejected' }, 'permission'],
  [404, authRejected, 'missing'],
  [404, undefined, 'address'],
  [302, undefined, 'address'],
  [405, {}, 'address'],
  [409, versionConflict, 'conflict'],
  [413, undefined, 'too-large'],
  [410, {}, 'refused'],
  [422, {}, 'refused'],
  [429, undefined, 'rate-limited'],
  [408, undefined, 'fault'],
  [500, {}, 'fault'],
  [503, undefined, 'fault'],
])('HTTP %i with %j means %s', (status, json, kind) => expect(problem(status, json).kind).toBe(kind));

it('takes "already exists" in another status for what the status says', () =>
  expect(problem(500, exists).kind).toBe('fault'));

it('finds the words of errors of any shape, or none', () => {
  for (const json of [null, [], 'x', { errors: 'x' }, { errors: [null] }, { errors: [{}], message: 7 }]) {
    expect(problem(400, json)).toEqual({ kind: 'refused', seen: 'HTTP 400' });
  }
});

it('shows status and code, and a code only when it looks like one', () => {
  expect(problem(400, exists).seen).toBe('HTTP 400 INVALID_REQUEST_PARAMETER');
  expect(problem(400, { errors: [{ code: 'secret of somebody' }] }).seen).toBe('HTTP 400');
});

it('tells who has to do what', () => {
  const failed = failureOf('creating the page INV-1', problem(403, {}), 'Do this instead');
  expect(failed).toMatchObject({ type: 'AuthRejected', nonRetryable: true, details: [{ provider: 'confluence' }] });
  expect(failed.message).toBe(
    'confluence: creating the page INV-1: the account of the API token may not do this (HTTP 403). Do this instead',
  );
});
