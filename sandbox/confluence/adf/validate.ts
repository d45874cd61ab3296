import { isJson, type Json } from '../../json';
import { MARKS, NODES, type AttributeRules } from './schema';

/** Deeper than any document that a person would write. */
const MAX_DEPTH = 40;

/**
 * What is wrong with a document, and where: `content[2].content[0]: ...`; undefined when it is valid.
 *
 * Strict: types, attributes and members that the schema does not name are wrong.
 */
export function adfProblem(document: unknown): string | undefined {
  if (!isJson(document) || document['type'] !== 'doc') return 'the document is no doc';
  const { version, ...rest } = document;
  if (version !== 1) return 'the document is not of version 1';
  if (!Array.isArray(document['content'])) return 'the document has no content';
  return nodeProblem(rest, '', true, 0);
}

function nodeProblem(node: Json, path: string, marksAllowed: boolean, depth: number): string | undefined {
  const type = String(node['type']);
  const at = (problem: string) => `${path === '' ? 'doc' : path}: ${problem}`;
  if (depth > MAX_DEPTH) return at('too deep');
  const rule = Object.hasOwn(NODES, type) ? NODES[type] : undefined;
  if (rule === undefined) return at(`unknown node "${type.slice(0, 40)}"`);
  const stranger = Object.keys(node).find((member) => !['type', 'attrs', 'content'].includes(member));
  if (stranger !== undefined) return at(`${type} has no ${stranger}`);
  const attribute = attributeProblem(node['attrs'], rule);
  if (attribute !== undefined) return at(`${type} ${attribute}`);

  const { children, first = children, atLeast = 0 } = rule;
  if (children === undefined) return node['content'] === undefined ? undefined : at(`${type} has no content`);
  const content = node['content'] ?? [];
  if (!Array.isArray(content)) return at(`content of ${type} is no list`);
  if (content.length < atLeast) return at(`${type} is empty`);
  const inside = marksAllowed && rule.marks !== false;
  for (const [index, child] of (content as unknown[]).entries()) {
    const place = `${path === '' ? '' : `${path}.`}content[${index}]`;
    if (!isJson(child)) return `${place}: no node`;
    const childType = String(child['type']);
    const allowed = (index === 0 ? first : children) ?? [];
    if (!allowed.includes(childType)) return `${place}: "${childType.slice(0, 40)}" is not allowed in ${type}`;
    const problem =
      childType === 'text' ? textProblem(child, place, inside) : nodeProblem(child, place, inside, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function textProblem(node: Json, place: string, marksAllowed: boolean): string | undefined {
  const stranger = Object.keys(node).find((member) => !['type', 'text', 'marks'].includes(member));
  if (stranger !== undefined) return `${place}: text has no ${stranger}`;
  if (typeof node['text'] !== 'string' || node['text'] === '') return `${place}: text is empty`;
  const marks = node['marks'] ?? [];
  if (!Array.isArray(marks)) return `${place}: marks are no list`;
  if (marks.length > 0 && !marksAllowed) return `${place}: marks are not allowed here`;
  const types = (marks as unknown[]).map((mark) => (isJson(mark) ? String(mark['type']) : ''));
  if (new Set(types).size < types.length) return `${place}: a mark stands there twice`;
  for (const [index, mark] of (marks as unknown[]).entries()) {
    const problem = markProblem(mark, types[index] ?? '', types);
    if (problem !== undefined) return `${place}: ${problem}`;
  }
  return undefined;
}

function markProblem(mark: unknown, type: string, types: readonly string[]): string | undefined {
  const rule = Object.hasOwn(MARKS, type) ? MARKS[type] : undefined;
  if (!isJson(mark) || rule === undefined) return `unknown mark "${type.slice(0, 40)}"`;
  const stranger = Object.keys(mark).find((member) => !['type', 'attrs'].includes(member));
  if (stranger !== undefined) return `mark ${type} has no ${stranger}`;
  const { beside } = rule;
  const neighbour = beside === undefined ? undefined : types.find((one) => one !== type && !beside.includes(one));
  if (neighbour !== undefined) return `${type} does not go with ${neighbour}`;
  const attribute = attributeProblem(mark['attrs'], rule);
  return attribute === undefined ? undefined : `mark ${type} ${attribute}`;
}

function attributeProblem(attrs: unknown, { required = {}, optional = {} }: AttributeRules): string | undefined {
  const named = { ...required, ...optional };
  if (attrs === undefined) {
    const [missing] = Object.keys(required);
    return missing === undefined ? undefined : `has no ${missing}`;
  }
  if (!isJson(attrs)) return 'has attributes that are no object';
  if (Object.keys(named).length === 0) return 'has no attributes';
  for (const [name, value] of Object.entries(attrs)) {
    const check = Object.hasOwn(named, name) ? named[name] : undefined;
    if (check === undefined) return `has no attribute ${name.slice(0, 40)}`;
    if (!check(value)) return `has a wrong ${name}`;
  }
  const missing = Object.keys(required).find((name) => !Object.hasOwn(attrs, name));
  return missing === undefined ? undefined : `has no ${missing}`;
}
