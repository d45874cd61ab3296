import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTE } from '../workflows/ids';

/** The server's numbers for types of search attributes. @see temporal.api.enums.v1.IndexedValueType */
const INDEXED_VALUE_TYPE = { KEYWORD: 2, INT: 3, DOUBLE: 4 } as const;

/**
 * Registers our search attributes and checks what stands there afterwards: the server answers "done" even when an
 * attribute of that name exists with another type, and then every run would fail to start.
 *
 * @throws Error that names the attribute and both types
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const wanted = Object.values(SEARCH_ATTRIBUTE);
  const present = async (): Promise<Readonly<Record<string, number>>> =>
    (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;

  const before = await present();
  const missing = wanted.filter(({ name }) => !(name in before));
  if (missing.length > 0) {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]])),
    });
  }
  const after = await present();
  for (const { name, type } of wanted) {
    const found = after[name];
    if (found === undefined) {
      throw new Error(
        `search attribute ${name} could not be registered in namespace ${namespace}. ` +
          `Create it as ${type}: on Temporal Cloud in the namespace's settings, elsewhere with \`temporal operator search-attribute create\`.`,
      );
    }
    if (found !== INDEXED_VALUE_TYPE[type]) {
      throw new Error(
        `search attribute ${name} exists in namespace ${namespace} with type ${found} instead of ${INDEXED_VALUE_TYPE[type]} (${type}). ` +
          'Remove it with `temporal operator search-attribute remove`, or use another namespace.',
      );
    }
  }
}
