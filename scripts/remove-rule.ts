import { RULE_TABLES } from '../domain/rule-tables';

/** Set by scripts/mutate-rules.ts for each of its Jest projects. */
const { table, index } = (globalThis as unknown as { REMOVED_RULE: { table: string; index: number } }).REMOVED_RULE;

// Runs before the test file, in its module registry: the rules and the tests see the table without the row.
const rows = RULE_TABLES.find((candidate) => candidate.table === table)?.rows as unknown[] | undefined;
if (rows?.splice(index, 1).length !== 1) throw new Error(`There is no row ${index} in ${table}.`);
