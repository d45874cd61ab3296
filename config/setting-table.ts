import { z } from 'zod';
import { secretReference } from './secret-reference';
import { settingsSchema } from './settings-schema';

/** One setting or section, as documentation, printing and messages see it. */
export interface SettingRow {
  /** Dotted path; `<account>` and `<sender>` stand for a short name, `[]` for the entries of a list. */
  readonly path: string;
  readonly doc: string;
  readonly kind: 'section' | 'setting';
  readonly secret: boolean;
  readonly required: boolean;
  /** Value when the file is silent; undefined for sections and where silence means "none". */
  readonly fallback: unknown;
}

/** They repeat a section, and are one row each. */
const OVERRIDES: ReadonlySet<string> = new Set(['accounts.<account>.tokenWatch', 'accounts.<account>.insightsSync']);

/** What stands for the names below a section whose names are free. */
const FREE_NAMES: Readonly<Record<string, string>> = { accounts: '<account>', 'webhooks.senders': '<sender>' };

/** All settings in the order of the schema. */
export function settingRows(): SettingRow[] {
  return rowsBelow(settingsSchema, '');
}

/** The part of the schema that `path` of an issue points to; undefined when the path leaves the schema. */
export function schemaAt(path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = settingsSchema;
  for (const step of path) {
    if (schema === undefined) return undefined;
    schema = childAt(unwrapped(schema), step);
  }
  return schema;
}

/** Names of the settings that stand directly below `path`; empty where names are free or there are none. */
export function knownNames(path: readonly PropertyKey[]): string[] {
  const schema = schemaAt(path);
  const section = schema === undefined ? undefined : unwrapped(schema);
  return section instanceof z.ZodObject ? Object.keys(section.shape) : [];
}

export function docOf(schema: z.core.$ZodType): string {
  return z.globalRegistry.get(schema)?.description ?? '';
}

export function isSecret(schema: z.core.$ZodType): boolean {
  // Adding a description clones a schema; the clone keeps its definition.
  return unwrapped(schema)._zod.def === secretReference._zod.def;
}

function rowsBelow(schema: z.core.$ZodType, prefix: string): SettingRow[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries<z.core.$ZodType>(inner.shape).flatMap(([name, child]) =>
      rowAndBelow(child, prefix === '' ? name : `${prefix}.${name}`),
    );
  }
  if (inner instanceof z.ZodRecord) return rowAndBelow(inner.valueType, `${prefix}.${FREE_NAMES[prefix] ?? '<name>'}`);
  if (inner instanceof z.ZodArray) return rowsBelow(inner.element, `${prefix}[]`);
  return [];
}

function rowAndBelow(schema: z.core.$ZodType, path: string): SettingRow[] {
  const below = OVERRIDES.has(path) ? [] : rowsBelow(schema, path);
  const absent = z.safeParse(schema, undefined);
  const row: SettingRow = {
    path,
    doc: docOf(schema),
    kind: below.length === 0 ? 'setting' : 'section',
    secret: namesSecrets(schema),
    required: !absent.success,
    fallback: below.length === 0 && absent.success ? absent.data : undefined,
  };
  return [row, ...below];
}

/** One secret, or a list of them. */
function namesSecrets(schema: z.core.$ZodType): boolean {
  const inner = unwrapped(schema);
  return isSecret(inner instanceof z.ZodArray ? inner.element : inner);
}

function childAt(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, z.core.$ZodType>)[step];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional)
    inner = inner.unwrap();
  return inner;
}
