import { valueAt, type Json } from '../json';

/** Attributes that can be searched for, and where an event has them. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  'usr.email': ['usr', 'email'],
  'usr.id': ['usr', 'id'],
  'usr.uuid': ['usr', 'uuid'],
  'network.client.ip': ['network', 'client', 'ip'],
};

/** Whether an event, by what stands in its inner `attributes`, is one that a query asks for. */
export type EventTest = (attributes: Json) => boolean;

interface Rest {
  readonly test: EventTest;
  readonly left: string;
}

const TERM = /^@([A-Za-z_.]+):"((?:[^"\\]|\\.)*)"/s;

/**
 * Reads a query of exact terms joined by `OR`, with or without brackets: `(@usr.email:"a@b.c" OR @usr.id:"1")`. Values are
 * quoted and compared by case; `\"` and `\\` stand for what follows the backslash.
 *
 * @throws Error for anything else: a search that is not understood must not look like one that found nothing
 */
export function auditQuery(text: string): EventTest {
  const { test, left } = alternatives(text.trim());
  if (left !== '') throw new Error(`unexpected "${left.slice(0, 40)}"`);
  return test;
}

function alternatives(text: string): Rest {
  const tests: EventTest[] = [];
  let left = text;
  for (;;) {
    const one = primary(left);
    tests.push(one.test);
    left = one.left;
    const or = /^\s+OR\s+/.exec(left);
    if (or === null) return { test: (event) => tests.some((test) => test(event)), left };
    left = left.slice(or[0].length);
  }
}

function primary(text: string): Rest {
  if (text.startsWith('(')) {
    const inner = alternatives(text.slice(1).trimStart());
    const left = inner.left.trimStart();
    if (!left.startsWith(')')) throw new Error('a bracket is not closed');
    return { test: inner.test, left: left.slice(1) };
  }
  const match = TERM.exec(text);
  if (match === null) throw new Error(`expected @attribute:"value" at "${text.slice(0, 40)}"`);
  const [whole, attribute = '', quoted = ''] = match;
  const path = ATTRIBUTES[attribute];
  if (path === undefined) throw new Error(`unknown attribute @${attribute}`);
  const wanted = unescaped(quoted);
  return { test: (event) => valueAt(event, ...path) === wanted, left: text.slice(whole.length) };
}

function unescaped(quoted: string): string {
  return quoted.replace(/\\(.)/gs, (_, character: string) => {
    if (character !== '"' && character !== '\\') throw new Error(`unknown escape \\${character}`);
    return character;
  });
}
