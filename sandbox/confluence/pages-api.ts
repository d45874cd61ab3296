import { json, type Answer } from '../http/exchange';
import { isJson, valueAt, type Json } from '../json';
import { adfProblem } from './adf/validate';
import { storedAdf } from './adf/stored';
import { refuseV2, v2Error } from './errors';
import type { Call } from './route';
import { listAnswer } from './list-answer';
import { foldedTitle, type SandboxPage } from './store';

const MAX_TITLE = 255;
const STATUSES = ['current', 'archived', 'trashed', 'deleted', 'historical', 'draft'];
/** Seen on the real site, in this spelling. */
const TITLE_TAKEN = 'A page with this title already exists: A page already exists with the same TITLE in this space';

/** Only spaces that the caller may see; `keys` and `ids` narrow them. */
export function listSpaces(call: Call): Answer {
  const { store, views, exchange } = call;
  const [keys, ids] = ['keys', 'ids'].map((name) => manyOf(exchange.query, name)) as [string[], string[]];
  const found = store
    .visible()
    .filter(({ key, id }) => (keys.length === 0 || keys.includes(key)) && (ids.length === 0 || ids.includes(id)));
  return listAnswer(call, found, (space) => views.space(space));
}

/** One space; 404 also when the caller may not see it. */
export function readSpace({ store, views, ids: [id = ''] }: Call): Answer {
  const space = store.space(id);
  return space === undefined ? v2Error(404, `Cannot find space with id [${id}]`) : json(200, views.space(space));
}

/** What the caller may do in a space. */
export function readOperations({ store, ids: [id = ''] }: Call): Answer {
  if (store.space(id) === undefined) return v2Error(404, `Cannot find space with id [${id}]`);
  const written = store.api.mayWrite ? ['page', 'attachment', 'comment'] : [];
  return json(200, {
    operations: [
      { operation: 'read', targetType: 'space' },
      ...written.map((targetType) => ({ operation: 'create', targetType })),
    ],
  });
}

/** Without `status` those that are current or archived; titles are compared whatever their case. */
export function listPages(call: Call): Answer {
  const { store, views, exchange } = call;
  const { query } = exchange;
  const spaces = manyOf(query, 'space-id');
  const ids = manyOf(query, 'id');
  const title = query.get('title');
  const statuses = manyOf(query, 'status');
  const stranger = statuses.find((status) => !STATUSES.includes(status));
  if (stranger !== undefined)
    throw refuseV2(400, `Provided value {${stranger.slice(0, 40)}} for 'status' is not valid`);
  const shown = statuses.length === 0 ? ['current', 'archived'] : statuses;
  const found = [...store.pages.values()].filter(
    (page) =>
      store.space(page.spaceId) !== undefined &&
      (spaces.length === 0 || spaces.includes(page.spaceId)) &&
      (ids.length === 0 || ids.includes(page.id)) &&
      (title === null || foldedTitle(page.title) === foldedTitle(title)) &&
      shown.includes(page.status),
  );
  const withBody = bodyWanted(call);
  return listAnswer(call, found, (page) => views.page(page, withBody));
}

/** One page, its body only when `body-format` asks for it. */
export function readPage(call: Call): Answer {
  const page = pageOf(call);
  return answered(call, page, bodyWanted(call));
}

/** Below the home page of its space unless told otherwise; 400 for a title that the space has already. */
export function createPage(call: Call): Answer {
  const { store } = call;
  const input = inputOf(call);
  const space = store.space(idIn(input, 'spaceId') ?? '');
  if (space === undefined) throw refuseV2(400, 'The space of the page does not exist');
  const title = titleIn(input);
  const parentId = idIn(input, 'parentId') ?? space.homepageId;
  checkParent(call, parentId, space.id);
  const adf = documentIn(call, input);
  if (store.holder(space.id, title) !== undefined) throw refuseV2(400, TITLE_TAKEN);
  const version = store.version(1);
  const page = store.save({
    id: store.takeId(),
    spaceId: space.id,
    parentId,
    status: 'current',
    title,
    adf,
    authorId: version.authorId,
    createdAt: version.createdAt,
    version,
    properties: [],
    labels: [],
    attachments: [],
  });
  return answered(call, page, false);
}

/** Replaces title and body; 409 unless the version is the next one. */
export function updatePage(call: Call): Answer {
  const { store } = call;
  const page = pageOf(call);
  const input = inputOf(call);
  if (idIn(input, 'id') !== page.id) throw refuseV2(400, 'The id of the body is not the id of the path');
  if (page.status !== 'current') throw refuseV2(400, `The page is ${page.status}`);
  const number = valueAt(input, 'version', 'number');
  if (number !== page.version.number + 1) {
    throw refuseV2(409, `Version must be incremented on update. Current version is: ${page.version.number}`);
  }
  const title = titleIn(input);
  const holder = store.holder(page.spaceId, title);
  if (holder !== undefined && holder.id !== page.id) throw refuseV2(400, TITLE_TAKEN);
  const parentId = idIn(input, 'parentId') ?? page.parentId;
  if (parentId !== null && parentId !== page.parentId) checkParent(call, parentId, page.spaceId);
  const adf = documentIn(call, input);
  const message = valueAt(input, 'version', 'message');
  const version = store.version(number, typeof message === 'string' ? message : '');
  return answered(call, store.save({ ...page, title, parentId, adf, version }), false);
}

/** The page can still be read and listed as `trashed`. */
export function trashPage(call: Call): Answer {
  call.store.save({ ...pageOf(call), status: 'trashed' });
  return { status: 204, headers: {}, body: '' };
}

/** The page of the path that is not in the trash. */
export function pageOf({ store, ids: [id = ''] }: Call): SandboxPage {
  const page = store.page(id);
  if (page === undefined || page.status === 'trashed') throw refuseV2(404, `Cannot find page with id [${id}]`);
  return page;
}

function answered({ views }: Call, page: SandboxPage, withBody: boolean): Answer {
  const view = views.page(page, withBody);
  return json(200, { ...view, _links: { ...(view['_links'] as Json), base: views.base() } });
}

function bodyWanted({ exchange }: Call): boolean {
  const format = exchange.query.get('body-format');
  if (format !== null && format !== 'atlas_doc_format') {
    throw refuseV2(400, `Provided value {${format.slice(0, 40)}} for 'body-format' is not simulated here`);
  }
  return format !== null;
}

/** JSON of the request's body. */
export function inputOf({ exchange }: Pick<Call, 'exchange'>): Json {
  let value: unknown;
  try {
    value = JSON.parse(exchange.body);
  } catch {
    throw refuseV2(400, 'The request body is no JSON');
  }
  if (!isJson(value)) throw refuseV2(400, 'The request body is no object');
  return value;
}

/** An id, which is numeric text and never a number; undefined when it is not there. */
function idIn(input: Json, name: string): string | undefined {
  const id = input[name];
  if (id === undefined || id === null) return undefined;
  if (typeof id !== 'string' || !/^\d{1,20}$/.test(id)) {
    throw refuseV2(400, `Provided value for '${name}' is not the correct type. Expected type is a numeric string`);
  }
  return id;
}

function titleIn(input: Json): string {
  if (input['status'] !== 'current') throw refuseV2(400, "'status' must be current");
  const title = typeof input['title'] === 'string' ? input['title'].trim() : '';
  if (title === '') throw refuseV2(400, 'A title is required');
  if (title.length > MAX_TITLE) throw refuseV2(400, `The title is longer than ${MAX_TITLE} characters`);
  return title;
}

function checkParent({ store }: Call, parentId: string, spaceId: string): void {
  const parent = store.page(parentId);
  if (parent?.spaceId !== spaceId || parent.status !== 'current') {
    throw refuseV2(400, `The parent page ${parentId} does not exist in this space`);
  }
}

function documentIn({ store, exchange }: Call, input: Json): string {
  if (exchange.bytes.length > store.api.maxBodyBytes) throw refuseV2(413, 'The body is too large');
  const { representation, value } = isJson(input['body']) ? input['body'] : {};
  if (representation !== 'atlas_doc_format') throw refuseV2(400, 'Only atlas_doc_format is simulated here');
  if (typeof value !== 'string') throw refuseV2(400, "'body.value' must be a string");
  let document: unknown;
  try {
    document = JSON.parse(value);
  } catch {
    throw refuseV2(400, 'Error converting ADF: the value is no JSON');
  }
  const problem = adfProblem(document);
  if (problem !== undefined) throw refuseV2(400, `Error converting ADF: ${problem}`);
  let number = 0;
  return JSON.stringify(storedAdf(document, () => `loc-${(number++).toString(36)}`));
}

/** Values of a parameter that may be repeated, or list several. */
function manyOf(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.split(',').filter((one) => one !== ''));
}
