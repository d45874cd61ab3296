import type { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import { fingerprintIn } from '../../domain/investigation/report/report-marker';
import { failure } from '../shared/failure';
import { createInFlight } from '../shared/in-flight';
import type { WireAnswer, WireRequest } from './exchange';
import { exchange } from './exchange';
import { pageUrl } from './page-url';
import type { ConfluenceProblem } from './problem';
import { failureOf, problemOf } from './problem';
import type { Completion, PublishableReport } from './schemas';
import { completion, SCHEMAS } from './schemas';
import type { ConfluenceSettings } from './settings';

export interface ConfluenceClientOptions {
  /** Bounds one request, body included. Default 20 s. */
  readonly fetchTimeoutMs?: number;
  readonly nowMs?: () => number;
}

/** A page as it is now. */
export interface ConfluencePage {
  readonly id: string;
  readonly title: string;
  /** Archived pages keep their title from others. */
  readonly archived: boolean;
  /** Grows by one with every edit of title or text. */
  readonly version: number;
  /** Where people read it: on the configured site, whatever Confluence says. */
  readonly url: string;
}

/** What became of a create: the title may be taken. */
export type CreateOutcome = { readonly state: 'created'; readonly page: ConfluencePage } | { readonly state: 'exists' };

type Attachment = PublishableReport['attachments'][number];

/**
 * Confluence as far as reports need it. Nothing is retried in here; every write may be repeated.
 *
 * All of them throw ApplicationFailure `AuthRejected`, `Misconfigured`, `Refused`, `NotFound`, `RateLimited`, `Unavailable` or
 * `UnexpectedAnswer`, and the signal's reason once it has fired. No failure quotes a body, what was sent, or the token. Since
 * v2 answers 404 to bad credentials, a 404 is `AuthRejected` when the space cannot be read either.
 * @see activities/confluence/README.md
 */
export interface ConfluencePages {
  /** Id of the configured space. @throws ApplicationFailure `Misconfigured` when there is none that the account may see */
  spaceId(signal: AbortSignal): Promise<string>;
  /**
   * What the account may do in the space: `create page` for example; undefined when Confluence does not tell.
   *
   * @throws ApplicationFailure `Misconfigured` when there is no such space, or the configured parent is not in it
   */
  permitted(signal: AbortSignal): Promise<ReadonlySet<string> | undefined>;
  /** The page with this title, archived ones too; a current one wins. */
  findPage(spaceId: string, title: string, signal: AbortSignal): Promise<ConfluencePage | undefined>;
  /** @throws ApplicationFailure `Misconfigured` when the configured parent is not in the space */
  createPage(
    spaceId: string,
    page: { readonly title: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<CreateOutcome>;
  /** Whether people can still open a page: it is neither in the trash nor deleted. */
  isThere(pageId: string, signal: AbortSignal): Promise<boolean>;
  /** Fingerprint in the first paragraph of a page; undefined when it is none of ours. */
  fingerprint(pageId: string, signal: AbortSignal): Promise<string | undefined>;
  /** What was noted when everything about a page was done; undefined before. */
  completion(pageId: string, signal: AbortSignal): Promise<Completion | undefined>;
  /** Notes it, or finds it noted. */
  complete(pageId: string, done: Completion, signal: AbortSignal): Promise<void>;
  /** Adds labels; those that the page has stay. */
  addLabels(pageId: string, names: readonly string[], signal: AbortSignal): Promise<void>;
  /** Adds a file, or finds it there. @throws ApplicationFailure `Conflict` when another file has its name */
  attach(pageId: string, file: Attachment, signal: AbortSignal): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 20_000;
const PROPERTY = 'edgewarden';
/** Confluence names no number, only bursts; one that hangs must not hold up all. */
const WRITES_AT_ONCE = 2;
const JSON_BODY = { 'content-type': 'application/json' };

/** Pages of one space, as the settings name it. Reads run side by side, writes a few at a time. */
export function createConfluenceClient(
  settings: ConfluenceSettings,
  { fetchTimeoutMs = DEFAULT_TIMEOUT_MS, nowMs = Date.now }: ConfluenceClientOptions = {},
): ConfluencePages {
  const { apiBase, siteUrl, email, token, spaceKey, parentId } = settings;
  const authorization = `Basic ${Buffer.from(`${email}:${token}`, 'utf8').toString('base64')}`;
  const writing = createInFlight(WRITES_AT_ONCE);

  async function send(what: string, request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    const once = () => exchange(what, request, { apiBase, authorization, fetchTimeoutMs }, signal);
    return request.method === 'GET' ? once() : writing(once);
  }

  /** The answer of its shape, or the problem that it is. */
  async function attempt<T>(
    what: string,
    request: WireRequest,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<{ readonly data: T } | ConfluenceProblem> {
    const answer = await send(what, request, signal);
    if (answer.status < 200 || answer.status > 299) return problemOf(answer, nowMs());
    const result = schema.safeParse(answer.json);
    if (!result.success) throw unexpected(what, result.error);
    return { data: result.data };
  }

  async function ask<T>(what: string, request: WireRequest, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const outcome = await attempt(what, request, schema, signal);
    if ('kind' in outcome) throw await failureFor(what, outcome, signal);
    return outcome.data;
  }

  async function failureFor(what: string, problem: ConfluenceProblem, signal: AbortSignal): Promise<Error> {
    if (problem.kind === 'missing') await spaceId(signal);
    return failureOf(what, problem);
  }

  async function spaceId(signal: AbortSignal): Promise<string> {
    const what = `finding the space ${spaceKey}`;
    const request = get('/wiki/api/v2/spaces', { keys: spaceKey, limit: '1' });
    const outcome = await attempt(what, request, SCHEMAS.spaces, signal);
    // With good credentials a space that is not there is an empty list.
    if ('kind' in outcome)
      throw failureOf(what, outcome.kind === 'missing' ? { ...outcome, kind: 'credentials' } : outcome);
    const space = outcome.data.results.find(({ key }) => key.toLowerCase() === spaceKey.toLowerCase());
    if (space !== undefined) return space.id;
    throw failure(
      FailureType.Misconfigured,
      `${what}: there is none with this key, or the account of the API token may not view it`,
      'Check confluence.spaceKey, and the permission View of the account of confluence.email in that space',
      { provider: 'confluence' },
    );
  }

  /** Whether the configured parent can have pages below it; true when none is configured. */
  async function hasParent(space: string, signal: AbortSignal): Promise<boolean> {
    if (parentId === undefined) return true;
    const request = get(`/wiki/api/v2/pages/${encodeURIComponent(parentId)}`, {});
    const parent = await attempt('looking for the parent page', request, SCHEMAS.parent, signal);
    if ('kind' in parent) return !['missing', 'refused'].includes(parent.kind);
    return parent.data.spaceId === space && parent.data.status === 'current';
  }

  function noParent(what: string, seen: string): Error {
    return failure(
      FailureType.Misconfigured,
      `${what}: the page that should be the parent is not in the space ${spaceKey}, or is archived or in the trash (${seen})`,
      'Check confluence.parentId: the number in the address of the parent page',
      { provider: 'confluence' },
    );
  }

  /** Why a page could not be created in a space that can be read: its parent, or the permission. */
  async function notCreated(
    what: string,
    problem: ConfluenceProblem,
    space: string,
    signal: AbortSignal,
  ): Promise<Error> {
    if (problem.kind === 'missing') await spaceId(signal); // bad credentials look the same
    const mayBeParent = ['missing', 'refused', 'permission'].includes(problem.kind);
    if (mayBeParent && !(await hasParent(space, signal))) return noParent(what, problem.seen);
    return problem.kind === 'missing' || problem.kind === 'permission'
      ? failureOf(
          what,
          { ...problem, kind: 'permission' },
          `Give the account of confluence.email the permission Add pages in the space ${spaceKey}`,
        )
      : failureOf(what, problem);
  }

  function asPage({ id, title, status, version, _links }: z.infer<typeof SCHEMAS.page>): ConfluencePage {
    return {
      id,
      title,
      archived: status === 'archived',
      version: version.number,
      url: pageUrl(siteUrl, id, _links?.webui),
    };
  }

  async function completionOf(pageId: string, signal: AbortSignal): Promise<Completion | undefined> {
    const { results } = await ask(
      `reading the property of page ${pageId}`,
      get(`/wiki/api/v2/pages/${pageId}/properties`, { key: PROPERTY }),
      SCHEMAS.properties,
      signal,
    );
    return completion.safeParse(results.find(({ key }) => key === PROPERTY)?.value).data;
  }

  return {
    spaceId,

    async permitted(signal) {
      const space = await spaceId(signal);
      if (!(await hasParent(space, signal))) throw noParent('looking for the parent page', `id ${parentId ?? ''}`);
      const request = get(`/wiki/api/v2/spaces/${space}/operations`, {});
      const outcome = await attempt('asking for permissions', request, SCHEMAS.operations, signal);
      if ('kind' in outcome) return undefined;
      return new Set(outcome.data.operations.map(({ operation, targetType }) => `${operation} ${targetType}`));
    },

    async findPage(space, title, signal) {
      const request = get('/wiki/api/v2/pages', { 'space-id': space, title, limit: '5' });
      const both = { ...request, path: `${request.path}&status=current&status=archived` };
      const { results } = await ask(`looking for the page ${title}`, both, SCHEMAS.pages, signal);
      const same = results.filter((page) => page.title.toLowerCase() === title.toLowerCase()).map(asPage);
      return same.find(({ archived }) => !archived) ?? same[0];
    },

    async createPage(space, { title, body }, signal) {
      const what = `creating the page ${title}`;
      const page = {
        spaceId: space,
        status: 'current',
        title,
        ...(parentId === undefined ? {} : { parentId }),
        body: { representation: 'atlas_doc_format', value: body },
      };
      const outcome = await attempt(what, post('/wiki/api/v2/pages', page), SCHEMAS.page, signal);
      if (!('kind' in outcome)) return { state: 'created', page: asPage(outcome.data) };
      if (outcome.kind === 'taken') return { state: 'exists' };
      throw await notCreated(what, outcome, space, signal);
    },

    async isThere(pageId, signal) {
      const what = `looking whether page ${pageId} is there`;
      const outcome = await attempt(what, get(`/wiki/api/v2/pages/${pageId}`, {}), SCHEMAS.state, signal);
      if (!('kind' in outcome)) return outcome.data.status !== 'trashed' && outcome.data.status !== 'deleted';
      if (outcome.kind !== 'missing') throw failureOf(what, outcome);
      await spaceId(signal); // bad credentials look the same
      return false;
    },

    async fingerprint(pageId, signal) {
      const request = get(`/wiki/api/v2/pages/${pageId}`, { 'body-format': 'atlas_doc_format' });
      const { body } = await ask(`reading page ${pageId}`, request, SCHEMAS.body, signal);
      return fingerprintIn(parsed(body?.atlas_doc_format?.value ?? ''));
    },

    completion: completionOf,

    async complete(pageId, done, signal) {
      const what = `noting on page ${pageId} that it is complete`;
      const path = `/wiki/api/v2/pages/${pageId}/properties`;
      const outcome = await attempt(what, post(path, { key: PROPERTY, value: done }), SCHEMAS.done, signal);
      if (!('kind' in outcome)) return;
      // What a second property of this key is answered with is documented nowhere.
      const noted = await completionOf(pageId, signal);
      if (noted?.fingerprint !== done.fingerprint) throw await failureFor(what, outcome, signal);
    },

    async addLabels(pageId, names, signal) {
      if (names.length === 0) return;
      const labels = names.map((name) => ({ prefix: 'global', name }));
      const request = post(`/wiki/rest/api/content/${pageId}/label`, labels);
      await ask(`adding labels to page ${pageId}`, request, SCHEMAS.done, signal);
    },

    async attach(pageId, file, signal) {
      const what = `attaching ${file.name} to page ${pageId}`;
      const path = `/wiki/rest/api/content/${pageId}/child/attachment`;
      const bytes = new Blob([file.text], { type: file.contentType });
      const form = new FormData();
      form.set('file', bytes, file.name);
      const upload = { method: 'POST', path, headers: { 'x-atlassian-token': 'no-check' }, body: form } as const;
      const outcome = await attempt(what, upload, SCHEMAS.done, signal);
      if (!('kind' in outcome)) return;
      if (outcome.kind !== 'taken') throw await failureFor(what, outcome, signal);
      const { results } = await ask(what, get(path, { filename: file.name }), SCHEMAS.attachments, signal);
      const size = results.find(({ title }) => title === file.name)?.extensions?.fileSize ?? bytes.size;
      if (size === bytes.size) return;
      throw failure(
        FailureType.Conflict,
        `${what}: another file has this name`,
        'Delete the attachment of this name; nobody but Edgewarden should write one',
        { provider: 'confluence' },
      );
    },
  };
}

function get(path: string, query: Readonly<Record<string, string>>): WireRequest {
  const parameters = new URLSearchParams(query).toString();
  return { method: 'GET', path: parameters === '' ? path : `${path}?${parameters}` };
}

function post(path: string, body: unknown): WireRequest {
  return { method: 'POST', path, headers: JSON_BODY, body: JSON.stringify(body) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexpected(what: string, error: z.ZodError): Error {
  const [issue] = error.issues;
  const field = issue === undefined || issue.path.length === 0 ? 'its whole' : issue.path.join('.');
  return failure(
    FailureType.UnexpectedAnswer,
    `${what}: the answer has another shape than expected (${field}: ${issue?.code ?? 'unreadable'})`,
    'Check confluence.apiBase; if it is right, Confluence has changed its API: update Edgewarden',
    { provider: 'confluence' },
  );
}
