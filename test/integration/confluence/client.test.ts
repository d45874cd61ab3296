import { inspect } from 'node:util';
import type { ApplicationFailure } from '@temporalio/common';
import { createConfluenceClient, type ConfluencePages } from '../../../activities/confluence/client';
import type { ConfluenceSettings } from '../../../activities/confluence/settings';
import created from '../../fixtures/confluence/page-create-response.json';
import exists from '../../fixtures/confluence/page-exists-400.json';
import authRejected from '../../fixtures/confluence/auth-404.json';
import versionConflict from '../../fixtures/confluence/version-409.json';
import { json, raw, startStubServer, type StubServer } from '../linear/stub-server';

const PAGE = { title: 'INV-7f3a9c1e2b44 credential', body: 'BODY-OF-THE-REPORT' };
const containing = (text: string): unknown => expect.stringContaining(text);
const signal = new AbortController().signal;
let stub: StubServer;
let settings: ConfluenceSettings;
let confluence: ConfluencePages;

beforeAll(async () => {
  stub = await startStubServer();
  settings = {
    apiBase: stub.baseUrl,
    siteUrl: 'https://acme.atlassian.net',
    email: 'edgewarden@example.com',
    token: 'ATATT-TOPSECRET',
    spaceKey: 'SEC',
    labels: [],
  };
  confluence = createConfluenceClient(settings, {
    fetchTimeoutMs: 400,
    nowMs: () => Date.parse('2026-11-22T12:00:00Z'),
  });
});
beforeEach(() => void (stub.requests.length = 0));
afterAll(() => stub.close());

const failing = (work: Promise<unknown> = confluence.createPage('98305', PAGE, signal)): Promise<ApplicationFailure> =>
  work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error as ApplicationFailure,
  );

it('sends the page as a JSON text in JSON, with e-mail address and token', async () => {
  stub.answer = json(200, created);
  const outcome = await confluence.createPage('98305', PAGE, signal);

  expect(outcome).toMatchObject({ state: 'created', page: { id: '131075', version: 1, archived: false } });
  const [request] = stub.requests;
  expect(request!.headers.authorization).toBe(
    `Basic ${Buffer.from('edgewarden@example.com:ATATT-TOPSECRET').toString('base64')}`,
  );
  expect(JSON.parse(request!.body)).toEqual({
    spaceId: '98305',
    status: 'current',
    title: PAGE.title,
    body: { representation: 'atlas_doc_format', value: PAGE.body },
  });
});

it.each([
  [
    '/spaces/SEC/pages/131075/INV-7f3a9c1e2b44',
    'https://acme.atlassian.net/wiki/spaces/SEC/pages/131075/INV-7f3a9c1e2b44',
  ],
  ['https://evil.example/x', 'https://acme.atlassian.net/wiki/pages/viewpage.action?pageId=131075'],
  ['//evil.example/x', 'https://acme.atlassian.net/wiki/pages/viewpage.action?pageId=131075'],
  ['/x" onclick="y', 'https://acme.atlassian.net/wiki/pages/viewpage.action?pageId=131075'],
  [null, 'https://acme.atlassian.net/wiki/pages/viewpage.action?pageId=131075'],
])('links to the configured site, whatever Confluence says: %j', async (webui, url) => {
  stub.answer = json(200, { ...created, _links: { base: 'https://evil.example/wiki', webui } });
  await expect(confluence.createPage('98305', PAGE, signal)).resolves.toMatchObject({ page: { url } });
});

it('takes "already exists" for a taken title, and another 400 for a refusal', async () => {
  stub.answer = json(400, exists);
  await expect(confluence.createPage('98305', PAGE, signal)).resolves.toEqual({ state: 'exists' });
  stub.answer = json(400, {
    errors: [{ status: 400, code: 'INVALID_REQUEST_PARAMETER', title: 'Error converting ADF', detail: null }],
  });
  expect(await failing()).toMatchObject({ type: 'Refused', message: containing('HTTP 400 INVALID_REQUEST_PARAMETER') });
});

it.each([
  ['a rejected token', json(401, { message: 'Unauthorized' }), 'AuthRejected', 'expire after a year'],
  [
    'a token without a scope',
    json(401, { code: 401, message: 'Unauthorized; scope does not match' }),
    'AuthRejected',
    'scopes',
  ],
  [
    'a page to log in',
    raw(401, '<html>', { 'content-type': 'text/html' }),
    'AuthRejected',
    'https://api.atlassian.com/ex/confluence/',
  ],
  ['"Not Found" for everything', json(404, authRejected), 'AuthRejected', 'confluence.token'],
  ['a page with HTTP 404', raw(404, '<html>'), 'Misconfigured', 'confluence.apiBase'],
  ['a redirect', raw(302, '', { location: 'https://evil.example' }), 'Misconfigured', 'confluence.apiBase'],
  ['HTTP 409', json(409, versionConflict), 'Unavailable', 'somebody else is writing'],
  ['HTTP 413', raw(413, 'too large'), 'Refused', 'too large'],
  ['HTTP 500', raw(500, 'oops'), 'Unavailable', 'status.atlassian.com'],
  ['HTTP 503 without a pause', raw(503, ''), 'Unavailable', 'HTTP 503'],
  ['a page with HTTP 200', raw(200, '<html>'), 'UnexpectedAnswer', 'another shape'],
  ['an answer of another shape', json(200, { id: 131075 }), 'UnexpectedAnswer', '(id:'],
  ['an id that is a path', json(200, { ...created, id: '../../x' }), 'UnexpectedAnswer', '(id:'],
])('says %s as such', async (_, answer, type, words) => {
  stub.answer = answer;
  expect(await failing()).toMatchObject({ type, message: containing(words) });
});

it.each([
  ['HTTP 429 with seconds', raw(429, '', { 'retry-after': '7' }), 7_000],
  ['HTTP 429 with a reset time', raw(429, '', { 'x-ratelimit-reset': '2026-11-22T12:00:05Z' }), 5_000],
  ['HTTP 429 without anything', raw(429, ''), 10_000],
  ['HTTP 503 with a pause', raw(503, '', { 'retry-after': '2' }), 2_000],
])('waits as long as it is asked to: %s', async (_, answer, nextRetryDelay) => {
  stub.answer = answer;
  expect(await failing()).toMatchObject({ type: 'RateLimited', nextRetryDelay, nonRetryable: false });
});

it('gives up on a body that stalls', async () => {
  stub.answer = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":');
  expect(await failing()).toMatchObject({ type: 'Unavailable', message: containing('400 ms') });
});

it('stops reading a body that does not end', async () => {
  stub.answer = raw(200, 'x'.repeat(17 * 1024 * 1024));
  const patient = createConfluenceClient(settings); // so much may take longer than the others are given
  expect(await failing(patient.createPage('98305', PAGE, signal))).toMatchObject({
    type: 'UnexpectedAnswer',
    message: containing('longer than 16777216 bytes'),
  });
});

it('says a connection that breaks as Unavailable', async () => {
  stub.answer = (response) => response.destroy();
  expect(await failing()).toMatchObject({ type: 'Unavailable' });
});

it("ends with the signal's reason when the caller gives up", async () => {
  const caller = new AbortController();
  stub.answer = () => caller.abort(new Error('cancelled by the caller'));
  await expect(confluence.createPage('98305', PAGE, caller.signal)).rejects.toThrow('cancelled by the caller');
});

it('does not retry by itself', async () => {
  stub.answer = raw(500, '');
  await failing();
  expect(stub.requests).toHaveLength(1);
});

it.each(['http://acme.atlassian.net', 'ftp://acme.atlassian.net', 'acme', ''])(
  'sends the token to no address like %j',
  async (apiBase) => {
    const elsewhere = createConfluenceClient({ ...settings, apiBase });
    expect(await failing(elsewhere.spaceId(signal))).toMatchObject({
      type: 'Misconfigured',
      message: containing('confluence.apiBase'),
    });
  },
);

it('takes an address by plain HTTP where the settings take it', async () => {
  const { port } = new URL(stub.baseUrl);
  stub.answer = json(200, created);
  const near = createConfluenceClient({ ...settings, apiBase: `http://127.0.0.2:${port}` }, { fetchTimeoutMs: 400 });
  // Nobody listens there; what counts is that it was tried.
  expect(await failing(near.spaceId(signal))).toMatchObject({ type: 'Unavailable' });
});

it('quotes neither the token, nor what was sent, nor what was answered in any failure', async () => {
  const echo = {
    message: 'ATATT-TOPSECRET BODY-OF-THE-REPORT',
    errors: [{ code: 'ATATT-TOPSECRET', title: 'BODY-OF-THE-REPORT' }],
  };
  for (const status of [200, 400, 401, 403, 404, 409, 413, 429, 500, 503]) {
    for (const answer of [json(status, echo), raw(status, `<html>${echo.message}`)]) {
      stub.answer = answer;
      expect(inspect(await failing(), { depth: 10, showHidden: true })).not.toMatch(/TOPSECRET|BODY-OF/);
    }
  }
});
