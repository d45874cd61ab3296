import { Document, isPair, isScalar, isSeq, visit } from 'yaml';
import { MASK } from './secret';
import { docOf, isSecret, schemaAt } from './setting-table';
import type { SettingsFile } from './settings-schema';

/**
 * The settings as the processes understand them, as YAML: defaults filled in, secrets masked, only their place named.
 *
 * @param options.explain puts its description before each setting
 */
export function printSettings(file: SettingsFile, { explain }: { readonly explain: boolean }): string {
  const document = new Document(masked(file, []));
  if (explain) {
    visit(document, {
      Pair(_, pair, ancestors) {
        const schema = schemaAt([...ancestors, pair].flatMap(stepOf));
        const doc = schema === undefined ? '' : docOf(schema);
        if (isScalar(pair.key) && doc !== '') pair.key.commentBefore = ` ${doc}`;
      },
    });
  }
  return document.toString({ lineWidth: 0 });
}

/** A step of the path for each name and each list on the way; which entry of the list makes no difference to the schema. */
function stepOf(node: unknown): PropertyKey[] {
  if (isSeq(node)) return [0];
  return isPair(node) && isScalar(node.key) ? [String(node.key.value)] : [];
}

function masked(value: unknown, path: readonly PropertyKey[]): unknown {
  const schema = schemaAt(path);
  if (schema !== undefined && isSecret(schema) && typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([kind, place]) => `${MASK} (${kind} ${String(place)})`)[0];
  }
  if (Array.isArray(value)) return value.map((item, index) => masked(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([name, child]) => [name, masked(child, [...path, name])]),
  );
}
