import { parseArgs } from 'node:util';
import { isError } from '../config/error-fields';
import { UsageError } from './command';

/** Values of the options of a command; every one of `required` is there and not empty, every one of `flags` is a boolean. */
export function textOptions<R extends string, O extends string = never, F extends string = never>(
  args: readonly string[],
  {
    required,
    optional = [],
    flags = [],
  }: { readonly required: readonly R[]; readonly optional?: readonly O[]; readonly flags?: readonly F[] },
): Record<R, string> & Partial<Record<O, string>> & Record<F, boolean> {
  const values = parsed(args, {
    ...Object.fromEntries([...required, ...optional].map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }])),
  });
  const missing = required.filter((name) => typeof values[name] !== 'string' || values[name].trim() === '');
  if (missing.length > 0) throw new UsageError(`missing: ${missing.map((name) => `--${name}`).join(', ')}`);
  const set = Object.fromEntries(flags.map((name) => [name, values[name] === true]));
  return { ...values, ...set } as Record<R, string> & Partial<Record<O, string>> & Record<F, boolean>;
}

/** Whether a flag is set, for a command that has no other option. */
export function flagOption(args: readonly string[], name: string): boolean {
  return parsed(args, { [name]: { type: 'boolean' as const } })[name] === true;
}

function parsed(args: readonly string[], options: Record<string, { type: 'string' | 'boolean' }>) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(isError(error) ? error.message : 'the options cannot be read');
  }
}
