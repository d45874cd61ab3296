import type { z } from 'zod';
import { docOf, knownNames, schemaAt } from './setting-table';

/** Something that keeps a process from starting: where, what, and what to do. Holds no value of a secret setting. */
export interface Problem {
  /** Path of the setting, name of the variable, or place in the file. */
  readonly path: string;
  readonly what: string;
  readonly remedy: string;
}

/** Settings that cannot be used. All of their problems, not the first. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    super(formatProblems(source, problems));
    this.problems = problems;
  }
}

/** Exit code of a process that cannot start with these settings. */
export const EXIT_BAD_SETTINGS = 2;

/** Text for people: one paragraph for each problem. */
function formatProblems(source: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [
    `${source}: ${count}`,
    ...problems.map(({ path, what, remedy }) => `  ${path} ${what}\n      ${remedy}`),
  ].join('\n');
}

/** `accounts.acme.id`, `tokenWatch.approvedIssuers[0].email`; the file itself for an empty path. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>(
    (before, step) =>
      typeof step === 'number' ? `${before}[${step}]` : `${before}${before === '' ? '' : '.'}${String(step)}`,
    '',
  );
  return text === '' ? 'the file' : text;
}

/**
 * Words for what the schema finds wrong where it has none of its own. Passed to the parser, because only there the value
 * is at hand; a value is repeated only where a closed list says that it cannot be a secret.
 */
export function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `is ${quoted(issue.input)}; it must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be at least ${String(issue.minimum)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}`;
    default:
      return undefined;
  }
}

/** What the schema found wrong with `document`, with a remedy for each. */
export function problemsOf(error: z.ZodError, document: unknown): Problem[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownSetting([...issue.path, key]))
      : [{ path: pathText(issue.path), what: whatOf(issue, document), remedy: remedyOf(issue.path) }],
  );
}

function whatOf(issue: z.core.$ZodIssue, document: unknown): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'is not a possible name';
  return valueAt(document, issue.path) === undefined ? 'is missing' : issue.message;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : 'not a text';
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    document,
  );
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text: put it in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section: settings below it, indented',
  record: 'a section: names below it, indented',
};

/** What the setting means, or the section around it: usually that is what the file got wrong. */
function remedyOf(path: readonly PropertyKey[]): string {
  const schema = schemaAt(path);
  const doc = schema === undefined ? '' : docOf(schema);
  if (doc !== '') return doc;
  return path.length === 0 ? 'See docs/configuration.md.' : remedyOf(path.slice(0, -1));
}

function unknownSetting(path: readonly PropertyKey[]): Problem {
  const section = path.slice(0, -1);
  const names = knownNames(section);
  const suggestion = nearest(String(path.at(-1)), names);
  return {
    path: pathText(path),
    what: 'is not a setting',
    remedy:
      suggestion === undefined
        ? `Known here: ${names.join(', ')}.`
        : `Did you mean ${pathText([...section, suggestion])}?`,
  };
}

/** The known name that is closest to a misspelt one; undefined when none is close enough to be what was meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const far = Math.max(2, Math.floor(name.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= far ? best.candidate : undefined;
}

/** Least number of single-letter changes that turn one word into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
