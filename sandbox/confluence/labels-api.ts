import { json, type Answer } from '../http/exchange';
import { isJson } from '../json';
import { refuseV1 } from './errors';
import { listAnswer } from './list-answer';
import { pageOf } from './pages-api';
import type { Call } from './route';
import type { SandboxPage } from './store';

/** Characters that no label may have. */
const FORBIDDEN = /[\s:;,.?&[\]()#^*@!<>]/;
const MAX_LENGTH = 255;

/** Labels of a page in the words of version 1. */
export function readLabels(call: Call): Answer {
  return labelsAnswer(call, pageV1(call));
}

/** The same in the words of version 2. */
export function listLabelsV2(call: Call): Answer {
  const labels = pageOf(call).labels.map((name) => ({ id: name, name, prefix: 'global' }));
  return listAnswer(call, labels, (label) => label);
}

/** Adds labels to those that are there. */
export function addLabels(call: Call): Answer {
  const page = pageV1(call);
  const names = labelNames(call);
  const labels = [...new Set([...page.labels, ...names])];
  return labelsAnswer(call, call.store.save({ ...page, labels }));
}

function labelNames({ exchange }: Call): string[] {
  let input: unknown;
  try {
    input = JSON.parse(exchange.body);
  } catch {
    throw refuseV1(400, 'The request body is no JSON');
  }
  return [input].flat().map((label: unknown) => {
    const name = isJson(label) && (label['prefix'] ?? 'global') === 'global' ? label['name'] : undefined;
    if (typeof name !== 'string' || name === '' || name.length > MAX_LENGTH || FORBIDDEN.test(name)) {
      throw refuseV1(400, 'A label is invalid: it needs a name without blanks and special characters');
    }
    return name.toLowerCase();
  });
}

/** The page of the path, in the words of version 1. */
export function pageV1({ store, ids: [id = ''] }: Call): SandboxPage {
  const page = store.page(id);
  if (page?.status !== 'current') throw refuseV1(404, `No content found with id: ContentId{id=${id}}`);
  return page;
}

function labelsAnswer({ views }: Call, { id, labels }: SandboxPage): Answer {
  const results = labels.map((name, index) => ({ prefix: 'global', name, id: `${id}${index}`, label: name }));
  return json(200, { results, start: 0, limit: 200, size: results.length, _links: { base: views.base() } });
}
