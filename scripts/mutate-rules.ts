import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import Table from 'cli-table3';
import { runCLI } from 'jest';
import { RULE_TABLES } from '../domain/rule-tables';

const ROOT = resolve(__dirname, '..');

/**
 * The tests that must notice: named cases only. Tests of the tables themselves shrink with the table and would notice
 * nothing, or notice that it has shrunk, which proves nothing.
 */
const NAMED_CASES = [
  'test/unit/domain/classify-event.test.ts',
  'test/unit/domain/judge-credential.test.ts',
  'test/unit/domain-insights/insight-rules.test.ts',
  'test/unit/domain-investigation/recognition.test.ts',
  'test/unit/domain-investigation/histories.test.ts',
];

interface JestProject {
  readonly displayName: string;
}

interface Removal {
  readonly id: string;
  readonly table: string;
  readonly row: string;
  readonly index: number;
}

const REMOVALS: readonly Removal[] = RULE_TABLES.flatMap(({ table, names }) =>
  names.map((row, index) => ({ id: `${table}-${index}`, table, row, index })),
);

/**
 * Takes each row out of each rule table in turn, runs the unit tests of named cases against the rest, and says which
 * test noticed. Ends with 1 when a removal went unnoticed, or when the tests fail with all rows in place.
 */
async function main(): Promise<void> {
  // Jest's workers start with our flags, and the preload that watches over our parent ends a process that has none.
  process.execArgv = [];
  const { projects } = createRequire(__filename)('../jest.config.cjs') as { projects: readonly JestProject[] };
  const unit = projects.find(({ displayName }) => displayName === 'unit');
  const project = (displayName: string, more: object): object => ({
    ...unit,
    displayName,
    roots: [
      'activities',
      'domain',
      'test/unit/domain',
      'test/unit/domain-insights',
      'test/unit/domain-investigation',
    ].map((folder) => resolve(ROOT, folder)),
    testMatch: NAMED_CASES.map((file) => resolve(ROOT, file)),
    ...more,
  });

  const whole = await failuresByProject([project('whole', {})]);
  if (!whole.ran.has('whole') || whole.failures.size > 0) {
    console.error(
      'The tests have to pass with all rows in place before rows are removed: run npx jest test/unit/domain.',
    );
    process.exitCode = 1;
    return;
  }

  const { ran, failures } = await failuresByProject(
    REMOVALS.map(({ id, table, index }) =>
      project(id, { globals: { REMOVED_RULE: { table, index } }, setupFiles: [resolve(__dirname, 'remove-rule.ts')] }),
    ),
  );
  const report = new Table({
    head: ['table', 'row', 'noticed by'],
    style: { head: [], border: [], compact: true },
  });
  for (const { id, table, row } of REMOVALS) report.push([table, row, failures.get(id)?.[0] ?? 'NOTHING']);
  console.log(report.toString());

  const survivors = REMOVALS.filter(({ id }) => !ran.has(id) || !failures.has(id));
  console.log(
    `${REMOVALS.length} rows removed, ${REMOVALS.length - survivors.length} noticed, ${survivors.length} not`,
  );
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

/** Titles of the failed tests by project. A file that did not run is no failed test: it is missing from `ran`. */
async function failuresByProject(
  projects: readonly object[],
): Promise<{ ran: ReadonlySet<string>; failures: ReadonlyMap<string, readonly string[]> }> {
  const config = JSON.stringify({ rootDir: ROOT, projects, reporters: [], maxWorkers: 2 });
  const { results } = await runCLI({ config, silent: true, _: [], $0: 'jest' }, [ROOT]);
  const broken = new Set<string>();
  const failures = new Map<string, string[]>();
  for (const { displayName, testExecError, testResults } of results.testResults) {
    const id = displayName?.name ?? '';
    if (testExecError !== undefined || testResults.length === 0) broken.add(id);
    const failed = testResults.filter(({ status }) => status === 'failed');
    if (failed.length > 0) failures.set(id, [...(failures.get(id) ?? []), ...failed.map(({ fullName }) => fullName)]);
  }
  const seen = results.testResults.map(({ displayName }) => displayName?.name ?? '');
  return { ran: new Set(seen.filter((id) => !broken.has(id))), failures };
}

void main();
