import { isJson } from '../../json';

/**
 * A document as it comes back: members in another order and ids that nobody sent, so that whoever compares bytes is wrong.
 *
 * @param idOf gives a new id at each call
 */
export function storedAdf(document: unknown, idOf: () => string): unknown {
  if (Array.isArray(document)) return document.map((one: unknown) => storedAdf(one, idOf));
  if (!isJson(document)) return document;
  const { type, attrs, ...rest } = document;
  const inner = Object.fromEntries(
    Object.entries(rest)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, name === 'content' ? storedAdf(value, idOf) : value]),
  );
  const named = typeof type === 'string' && NAMED.has(type) ? { localId: idOf() } : undefined;
  const attributes =
    attrs === undefined && named === undefined ? {} : { attrs: { ...named, ...(isJson(attrs) ? attrs : {}) } };
  return { ...attributes, ...inner, ...(type === undefined ? {} : { type }) };
}

/** Nodes that Confluence gives an id of its own. */
const NAMED: ReadonlySet<string> = new Set(['table', 'status', 'panel', 'expand', 'heading', 'paragraph']);
