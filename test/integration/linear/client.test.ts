import { inspect } from 'node:util';
import type { ApplicationFailure } from '@temporalio/common';
import { createLinearClient, type LinearTickets, type NewIssue } from '../../../activities/linear/client';
import rateLimited from '../../fixtures/linear/ratelimited.json';
import conflict from '../../fixtures/linear/issue-create-conflict.json';
import { json, raw, startStubServer, type StubServer } from './stub-server';

const KEY = 'lin_api_TOPSECRETKEY';
const ISSUE: NewIssue = {
  id: '3a80a35c-62b9-4f84-b280-b8dd7d80b1fd',
  teamId: '8f1c2d3e-4b5a-4968-8776-a5b4c3d2e1f0',
  title: 'Review',
  description: 'DESCRIPTION-OF-THE-TICKET',
  priority: 'urgent',
  labelIds: [],
  assigneeId: undefined,
};
const CREATED = {
  data: { issueCreate: { success: true, issue: { id: ISSUE.id, identifier: 'SEC-42', url: 'https://x/SEC-42' } } },
};

const containing = (text: string): unknown => expect.stringContaining(text);
let stub: StubServer;
let linear: LinearTickets;
const signal = new AbortController().signal;

beforeAll(async () => {
  stub = await startStubServer();
  linear = createLinearClient({ baseUrl: stub.baseUrl, apiKey: KEY, fetchTimeoutMs: 400, nowMs: () => 1_000_000 });
});
beforeEach(() => void (stub.requests.length = 0));
afterAll(() => stub.close());

const failing = (): Promise<ApplicationFailure> =>
  linear.createIssue(ISSUE, signal).then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error as ApplicationFailure,
  );

it('sends the key without a scheme, the id of ours and the number of the priority', async () => {
  stub.answer = json(200, CREATED);

  await expect(linear.createIssue(ISSUE, signal)).resolves.toEqual({
    state: 'created',
    ticket: { id: ISSUE.id, identifier: 'SEC-42', url: 'https://x/SEC-42' },
  });

  const [request] = stub.requests;
  expect(request!.headers.authorization).toBe(KEY);
  expect(JSON.parse(request!.body)).toMatchObject({ variables: { input: { id: ISSUE.id, priority: 1 } } });
});

it.each([200, 400])('takes a conflict with HTTP %s for "exists"', async (status) => {
  stub.answer = json(status, conflict);
  await expect(linear.createIssue(ISSUE, signal)).resolves.toEqual({ state: 'exists' });
});

it.each([
  ['an error with HTTP 200', json(200, rateLimited, { 'retry-after': '3' }), 3_000],
  ['an error with HTTP 400', json(400, rateLimited, { 'x-ratelimit-requests-reset': '1005000' }), 5_000],
  ['HTTP 429 with a page', raw(429, '<html>', { 'retry-after': '3' }), 3_000],
  [
    'HTTP 429 with a page that says it is JSON',
    raw(429, '<html>', { 'content-type': 'application/json', 'retry-after': '3' }),
    3_000,
  ],
  ['HTTP 429 without anything', raw(429, ''), 60_000],
])('is rate-limited by %s', async (_, answer, retryDelayMs) => {
  stub.answer = answer;
  expect(await failing()).toMatchObject({ type: 'RateLimited', nextRetryDelay: retryDelayMs, nonRetryable: false });
});

it.each([
  ['a rejected key', raw(401, '<html>nope</html>'), 'AuthRejected'],
  ['a page with HTTP 200', raw(200, '<html>log in</html>', { 'content-type': 'text/html' }), 'UnexpectedAnswer'],
  ['a page that says it is JSON', raw(200, '<html>', { 'content-type': 'application/json' }), 'UnexpectedAnswer'],
  [
    'truncated JSON',
    raw(200, JSON.stringify(CREATED).slice(0, 40), { 'content-type': 'application/json' }),
    'UnexpectedAnswer',
  ],
  ['an answer of another shape', json(200, { data: { issueCreate: { success: 'yes' } } }), 'UnexpectedAnswer'],
  ['success: false', json(200, { data: { issueCreate: { success: false, issue: null } } }), 'UnexpectedAnswer'],
  ['a page with HTTP 404', raw(404, '<html>'), 'Misconfigured'],
  ['HTTP 500', raw(500, 'oops'), 'Unavailable'],
])('says %s as %s', async (_, answer, type) => {
  stub.answer = answer;
  expect(await failing()).toMatchObject({ type });
});

it('stops reading a body that does not end', async () => {
  stub.answer = raw(200, `{"data":{"issueCreate":"${'x'.repeat(3_000_000)}"}}`, { 'content-type': 'application/json' });
  expect(await failing()).toMatchObject({ type: 'UnexpectedAnswer', message: containing('longer than 2097152 bytes') });
});

it('does not take success: false for a comment', async () => {
  stub.answer = json(200, { data: { commentCreate: { success: false } } });
  await expect(linear.createComment({ id: 'c', issueId: 'i', body: 'b' }, signal)).rejects.toMatchObject({
    type: 'UnexpectedAnswer',
  });
});

it('assigns nothing to a user who has left', async () => {
  stub.answer = json(200, { data: { users: { nodes: [{ id: 'u1', active: false }] } } });
  await expect(linear.userId('left@example.com', signal)).resolves.toBeUndefined();
});

it('takes neither a group of labels nor the label of another team', async () => {
  const nodes = [
    { id: 'ours', name: 'Review', isGroup: false, team: { id: 't1' } },
    { id: 'theirs', name: 'Review', isGroup: false, team: { id: 't2' } },
    { id: 'shared', name: 'Cloudflare', isGroup: false, team: null },
    { id: 'group', name: 'Kind', isGroup: true, team: null },
  ];
  stub.answer = json(200, { data: { issueLabels: { nodes } } });

  await expect(linear.labelIds('t1', ['Review', 'Cloudflare', 'Kind'], signal)).resolves.toEqual({
    ids: ['ours', 'shared'],
    missing: ['Kind'],
  });
});

it('gives up on a body that stalls', async () => {
  stub.answer = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
  expect(await failing()).toMatchObject({ type: 'Unavailable', message: containing('400 ms') });
});

it('says a connection that breaks as Unavailable', async () => {
  stub.answer = (response) => response.destroy();
  expect(await failing()).toMatchObject({ type: 'Unavailable' });
});

it('does not follow a redirect, which would carry the key away', async () => {
  stub.answer = raw(307, '', { location: `${stub.baseUrl}/elsewhere` });

  expect(await failing()).toMatchObject({ type: 'Misconfigured' });
  expect(stub.requests).toHaveLength(1);
});

it("ends with the signal's reason when the caller gives up", async () => {
  const caller = new AbortController();
  stub.answer = () => caller.abort(new Error('cancelled by the caller'));

  await expect(linear.createIssue(ISSUE, caller.signal)).rejects.toThrow('cancelled by the caller');
});

it('works again after a call that was given up', async () => {
  await linear.createIssue(ISSUE, AbortSignal.abort()).catch(() => undefined);
  stub.answer = json(200, CREATED);

  await expect(linear.createIssue(ISSUE, signal)).resolves.toMatchObject({ state: 'created' });
});

it('does not retry by itself', async () => {
  stub.answer = raw(503, '');
  await failing();
  expect(stub.requests).toHaveLength(1);
});

it('names the setting when the address cannot be used', async () => {
  const remote = createLinearClient({ baseUrl: 'http://linear.example', apiKey: KEY });
  await expect(remote.createIssue(ISSUE, signal)).rejects.toMatchObject({
    type: 'Misconfigured',
    message: containing('linear.baseUrl'),
  });
});

it('leaves the fetch of the process alone, also while a request is under way', async () => {
  const before = globalThis.fetch;
  let during: typeof fetch | undefined;
  stub.answer = (response) => {
    during = globalThis.fetch;
    json(200, CREATED)(response);
  };
  const pending = linear.createIssue(ISSUE, signal);

  expect(globalThis.fetch).toBe(before);
  await pending;
  expect(during).toBe(before);
});

it('quotes neither the key, nor what was sent, nor what was answered in any failure', async () => {
  const echo = { errors: [{ message: `${KEY} DESCRIPTION-OF-THE-TICKET`, extensions: { code: 'INPUT_ERROR' } }] };
  const answers = [
    json(400, echo),
    json(200, { data: null, ...echo }),
    json(401, echo),
    json(500, echo),
    raw(200, `<html>${KEY}`),
    raw(200, `{"${KEY}":`, { 'content-type': 'application/json' }),
    json(200, { data: { issueCreate: KEY } }),
    raw(404, KEY),
  ];
  for (const answer of answers) {
    stub.answer = answer;
    const failed = inspect(await failing(), { depth: 10, showHidden: true });
    expect(failed).not.toMatch(/TOPSECRETKEY|DESCRIPTION-OF/);
  }
});
