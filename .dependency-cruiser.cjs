/**
 * The import table of the house: who may know whom. Each rule's comment names the way out, and each is tried on a planted
 * violation in test/unit/architecture.test.ts.
 */
const packages = (...names) => names.map((name) => `^node_modules/${name}/`);

const PRODUCT = '^(?:domain|activities|workflows|config|worker|api|cli|sandbox)/';
const IDS_AND_CONTRACTS = '^workflows/(?:ids|contracts)\\.ts$';
const WORKFLOW_PACKAGES = packages('@temporalio/workflow', '@temporalio/common');
const ACTIVITY_PACKAGES = packages('@temporalio/activity', '@temporalio/common', 'zod');

/** What one provider's folder may use beyond `ACTIVITY_PACKAGES`, and no other: its SDK. */
const SDKS = {
  archive: packages('@aws-sdk', '@smithy'),
  linear: packages('@linear'),
  model: packages('ai', '@ai-sdk'),
  quota: packages('@temporalio/client'),
};

const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

const sdkRules = Object.entries(SDKS).map(([provider, path]) =>
  rule(
    `only-${provider}-knows-its-sdk`,
    `Declare a port in activities/shared, let activities/${provider} fill it, and join the two in worker/main.ts.`,
    { path: '^activities/', pathNot: `^activities/${provider}/` },
    { path },
  ),
);

module.exports = {
  forbidden: [
    rule(
      'domain-is-pure',
      'Rules are pure: take clocks, hashes and settings as arguments, and do I/O in an activity.',
      { path: '^domain/' },
      { pathNot: '^domain/' },
    ),
    rule(
      'provider-knows-no-other-provider',
      'What a provider needs from another is a port in activities/shared, filled in worker/main.ts.',
      { path: '^activities/([^/]+)/' },
      { path: '^activities/[^/]+/', pathNot: '^activities/(?:shared|$1)/' },
    ),
    rule(
      'activities-keep-to-their-packages',
      'An activity knows the rules, its own SDK, zod and Temporal. For more, extend this list, and say why in the commit.',
      { path: '^activities/' },
      {
        dependencyTypesNot: ['core'],
        pathNot: ['^(?:domain|activities|config)/', ...ACTIVITY_PACKAGES, ...Object.values(SDKS).flat()],
      },
    ),
    ...sdkRules,
    rule(
      'activities-see-config-types-only',
      'An activity receives what it needs from worker/main.ts; it never loads settings. Use `import type`.',
      { path: '^activities/' },
      { path: '^config/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'workflows-see-activity-types-only',
      'Workflow code is replayed. Use `import type` and call through workflows/proxies.ts.',
      { path: '^workflows/' },
      { path: '^activities/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'workflows-keep-to-the-sandbox',
      'Order lives in workflows; clients, settings, the environment and Node built-ins live behind an activity.',
      { path: '^workflows/' },
      { pathNot: ['^(?:workflows|domain|activities)/', ...WORKFLOW_PACKAGES] },
    ),
    rule(
      'ids-and-contracts-are-light',
      'The API and the command line load these files: they must not drag workflow code or activities along.',
      { path: IDS_AND_CONTRACTS },
      {
        dependencyTypesNot: ['type-only'],
        pathNot: ['^domain/', IDS_AND_CONTRACTS, ...packages('@temporalio/common')],
      },
    ),
    rule(
      'config-stands-alone',
      'Settings are read by every process and know none of them.',
      { path: '^config/' },
      { path: '^(?:activities|workflows|worker|api|cli)/' },
    ),
    rule(
      'worker-leaves-other-processes-alone',
      'The worker is a process of its own. What it shares with the API or the command line belongs in config or domain.',
      { path: '^worker/' },
      { path: '^(?:api|cli)/' },
    ),
    rule(
      'api-holds-no-provider',
      'The API has Temporal access and webhook secrets, nothing else: start a workflow instead.',
      { path: '^api/' },
      { path: '^(?:activities|worker|cli)/' },
    ),
    rule(
      'api-sees-workflow-types-only',
      'Workflow code does not load outside its sandbox. Use `import type`; ids and contracts are plain values.',
      { path: '^api/' },
      { path: '^workflows/', pathNot: IDS_AND_CONTRACTS, dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'cli-knows-its-doors',
      'The command line may use activities, workflows/ids, workflows/contracts and worker/schedules.',
      { path: '^cli/' },
      { path: '^(?:worker|api|workflows)/', pathNot: ['^worker/schedules\\.ts$', IDS_AND_CONTRACTS] },
    ),
    rule(
      'sandbox-shares-nothing-with-us',
      'Built from the code it tests, the sandbox would repeat its mistakes.',
      { path: '^sandbox/' },
      { path: '^(?:domain|activities|workflows|config|worker|api|cli)/' },
    ),
    rule(
      'product-needs-no-tooling',
      'The sandbox and the scripts serve development; a process in production has neither.',
      { path: PRODUCT, pathNot: '^sandbox/' },
      { path: '^(?:sandbox|scripts)/' },
    ),
    rule(
      'nobody-imports-tests-and-benches',
      'What several need is exported by the product or by scripts.',
      { pathNot: '^(?:test|bench)/' },
      { path: '^(?:test|bench)/' },
    ),
    rule(
      'nobody-imports-main',
      'A main.ts acts on import: start it as a process, or move what you need to a file beside it.',
      {},
      { path: '/main\\.ts$' },
    ),
    rule(
      'product-runs-without-dev-packages',
      'A package that runs in production stands under "dependencies" in package.json.',
      { path: PRODUCT, pathNot: '^sandbox/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'packages-are-declared',
      'A package that another one happens to bring along can leave with it: add it to package.json.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    rule(
      'no-cycles',
      'Two files that need each other are one file, or three.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'imports-resolve',
      'An import that resolves to nothing is a typing mistake or a missing dependency.',
      {},
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
