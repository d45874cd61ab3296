import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(__dirname, '../..');
const RULES_FILE = join(ROOT, '.dependency-cruiser.cjs');
const CRUISER = join(ROOT, 'node_modules/.bin/depcruise');

/** One violation per rule, each in a file of its own; several where the rule has several sides. */
const PLANTED = [
  ['domain-is-pure', 'domain/clock.ts', `import 'node:timers';`],
  ['domain-is-pure', 'domain/schema.ts', `import 'zod';`],
  ['domain-is-pure', 'domain/setting.ts', `import type { Settings } from '../config/settings';`],
  ['provider-knows-no-other-provider', 'activities/linear/reader.ts', `import '../cloudflare/client';`],
  ['provider-knows-no-other-provider', 'activities/shared/reader.ts', `import '../cloudflare/client';`],
  ['activities-keep-to-their-packages', 'activities/datadog/log.ts', `import 'pino';`],
  ['activities-keep-to-their-packages', 'activities/cloudflare/start.ts', `import '@temporalio/worker';`],
  ['activities-keep-to-their-packages', 'activities/cloudflare/order.ts', `import '../../workflows/ids';`],
  ['only-archive-knows-its-sdk', 'activities/linear/object.ts', `import '@aws-sdk/client-s3';`],
  ['only-linear-knows-its-sdk', 'activities/cloudflare/issue.ts', `import '@linear/sdk';`],
  ['only-model-knows-its-sdk', 'activities/datadog/guess.ts', `import 'ai';`],
  ['only-quota-knows-its-sdk', 'activities/shared/ledger.ts', `import '@temporalio/client';`],
  [
    'activities-see-config-types-only',
    'activities/cloudflare/load.ts',
    `import { load } from '../../config/settings';`,
  ],
  [
    'workflows-see-activity-types-only',
    'workflows/reads.ts',
    `import { read } from '../activities/cloudflare/client';`,
  ],
  ['workflows-keep-to-the-sandbox', 'workflows/hashes.ts', `import { createHash } from 'node:crypto';`],
  ['workflows-keep-to-the-sandbox', 'workflows/checks.ts', `import 'zod';`],
  ['workflows-keep-to-the-sandbox', 'workflows/limits.ts', `import type { Settings } from '../config/settings';`],
  ['ids-and-contracts-are-light', 'workflows/ids.ts', `import { proxies } from './proxies';`],
  ['ids-and-contracts-are-light', 'workflows/contracts.ts', `import '@temporalio/workflow';`],
  ['config-stands-alone', 'config/tables.ts', `import '../worker/schedules';`],
  ['worker-leaves-other-processes-alone', 'worker/serve.ts', `import '../api/app';`],
  ['worker-leaves-other-processes-alone', 'worker/print.ts', `import '../cli/print';`],
  ['api-holds-no-provider', 'api/read.ts', `import type { read } from '../activities/cloudflare/client';`],
  ['api-holds-no-provider', 'api/plan.ts', `import '../worker/schedules';`],
  ['api-sees-workflow-types-only', 'api/run.ts', `import { proxies } from '../workflows/proxies';`],
  ['cli-knows-its-doors', 'cli/run.ts', `import { proxies } from '../workflows/proxies';`],
  ['cli-knows-its-doors', 'cli/work.ts', `import '../worker/work';`],
  ['sandbox-shares-nothing-with-us', 'sandbox/same.ts', `import type { read } from '../activities/cloudflare/client';`],
  ['sandbox-shares-nothing-with-us', 'sandbox/rules.ts', `import '../domain/window';`],
  ['product-needs-no-tooling', 'worker/local.ts', `import '../scripts/start';`],
  ['product-needs-no-tooling', 'config/story.ts', `import '../sandbox/story';`],
  ['nobody-imports-tests-and-benches', 'scripts/help.ts', `import '../test/support/help';`],
  ['nobody-imports-tests-and-benches', 'worker/rate.ts', `import '../bench/rate';`],
  ['nobody-imports-main', 'scripts/run.ts', `import '../worker/main';`],
  ['product-runs-without-dev-packages', 'config/try.ts', `import 'fast-check';`],
  ['packages-are-declared', 'scripts/lucky.ts', `import 'graphql';`],
  ['no-cycles', 'domain/egg.ts', `import './hen';`],
  ['imports-resolve', 'scripts/typo.ts', `import './strat';`],
] as const;

/** What the table allows, and a rule that is too strict would forbid. */
const ALLOWED = [
  ['workflows/proxies.ts', `import type { read } from '../activities/cloudflare/client';\nexport const proxies = 1;`],
  [
    'workflows/token-watch.ts',
    `import './proxies';\nimport './search';\nimport '../domain/window';\nimport '@temporalio/workflow';`,
  ],
  ['workflows/search.ts', `import '@temporalio/common';`],
  [
    'activities/cloudflare/client.ts',
    `import 'node:crypto';\nimport 'zod';\nimport '@temporalio/activity';\nimport '../shared/failure';\n` +
      `import type { Settings } from '../../config/settings';\nexport const read = 1;`,
  ],
  ['activities/shared/failure.ts', `import '@temporalio/common';\nimport '../../domain/window';`],
  ['activities/archive/store.ts', `import '@aws-sdk/client-s3';`],
  ['activities/linear/issue.ts', `import '@linear/sdk';`],
  ['activities/linear/options.ts', `import { type Settings } from '../../config/settings';`],
  ['activities/model/guess.ts', `import 'ai';`],
  ['activities/quota/ledger.ts', `import '@temporalio/client';`],
  [
    'config/settings.ts',
    `import 'node:fs';\nimport 'zod';\nimport 'pino';\nimport '../domain/window';\nexport const load = 1;`,
  ],
  ['worker/main.ts', `import './work';\nimport '../config/settings';`],
  ['worker/work.ts', `import '../activities/cloudflare/client';\nimport '@temporalio/worker';`],
  ['worker/schedules.ts', `import '@temporalio/client';`],
  ['api/app.ts', `import type { tokenWatch } from '../workflows/token-watch';\nimport '../config/settings';`],
  ['cli/print.ts', `import '../worker/schedules';\nimport '../activities/cloudflare/client';`],
  ['domain/window.ts', `import type { Hen } from './hen';\nexport const window = 1;`],
  ['domain/hen.ts', `import './egg';\nimport type { window } from './window';\nexport type Hen = typeof window;`],
  ['sandbox/story.ts', `import 'node:http';`],
  ['scripts/start.ts', `import '../worker/work';\nimport '../sandbox/story';\nimport 'fast-check';`],
  ['bench/rate.ts', `import '../test/support/help';\nimport '../scripts/start';`],
  ['test/support/help.ts', `import '../../domain/window';`],
] as const;

const DECLARED = ['@temporalio/workflow', '@temporalio/common', '@temporalio/activity', '@temporalio/client'].concat([
  '@temporalio/worker',
  '@aws-sdk/client-s3',
  '@linear/sdk',
  'ai',
  'zod',
  'pino',
]);

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

const run = promisify(execFile);

async function violationsIn(directory: string): Promise<Violation[]> {
  const args = ['.', '--config', RULES_FILE, '--output-type', 'json'];
  const { stdout } = await run(CRUISER, args, { cwd: directory, maxBuffer: 64 * 1_024 * 1_024 });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

/** A tree with nothing but imports: ours, planted and allowed, and empty packages. */
async function plant(directory: string): Promise<void> {
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  const dependencies = Object.fromEntries(DECLARED.map((name) => [name, '1.0.0']));
  await write(
    'package.json',
    JSON.stringify({ name: 'planted', dependencies, devDependencies: { 'fast-check': '1.0.0' } }),
  );
  for (const name of [...DECLARED, 'fast-check', 'graphql']) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    await write(`node_modules/${name}/index.js`, '');
  }
  for (const [, path, text] of PLANTED) await write(path, text);
  for (const [path, text] of ALLOWED) await write(path, text);
  await copyFile(join(ROOT, 'tsconfig.json'), join(directory, 'tsconfig.json'));
}

describe('the import table', () => {
  let violations: Violation[];
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'edgewarden-imports-'));
    await plant(directory);
    violations = await violationsIn(directory);
  }, 60_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each(PLANTED)('catches by %s what %s imports', (rule, file) => {
    expect(violations.filter(({ from }) => from === file).map(({ rule: { name } }) => name)).toContain(rule);
  });

  it.each(ALLOWED.map(([file]) => file))('lets %s import what the table allows', (file) => {
    const unexpected = violations.filter(({ from }) => from === file);
    expect(unexpected).toEqual([]);
  });

  it('tells a cycle of types from a cycle of values', () => {
    const cycles = violations.filter(({ rule }) => rule.name === 'no-cycles').map(({ from, to }) => `${from} ${to}`);
    expect(cycles).toEqual(['domain/egg.ts domain/hen.ts']);
  });

  it('has no rule without a planted violation', () => {
    const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>(RULES_FILE);
    const planted = new Set<string>(PLANTED.map(([rule]) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });
});
