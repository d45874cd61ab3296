/** One list for all projects: swc for our TypeScript and for the dependencies that ship ES modules only. */
const base = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.m?[tj]s$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(?:@linear/sdk|ai|@ai-sdk|zod|@workflow|eventsource-parser)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  haste: { forceNodeFilesystemAPI: true },
};

/** Jest runs a project's global set-up only when one of its tests is about to run, so the unit project starts nothing. */
const project = (displayName, timeLimitMs, globalSetup) => ({
  ...base,
  displayName,
  globals: { TIME_LIMIT_MS: timeLimitMs },
  setupFilesAfterEnv: ['<rootDir>/test/support/time-limit.cjs'],
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  ...(globalSetup && {
    globalSetup: `<rootDir>/test/support/global-setup/${globalSetup}.ts`,
    globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  }),
});

module.exports = {
  // Tests against servers spend most of their time waiting; three at a time still fit two cores.
  maxWorkers: 3,
  projects: [
    project('unit', 20_000),
    project('integration', 30_000, 's3'),
    project('workflow', 60_000, 'temporal'),
    project('replay', 60_000, 'bundle'),
  ],
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.cjs'],
};
