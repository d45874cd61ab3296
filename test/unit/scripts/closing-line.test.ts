import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '../../support/temporary-directory';

const ROOT = resolve(__dirname, '../../..');
const REPORTER = join(ROOT, 'test/support/closing-line-reporter.cjs');
const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');

const PASSES = `it('passes', () => undefined);`;
const FAILS = `it('fails', () => { throw new Error('no'); });`;
const SKIPPED = `it['skip']('waits', () => undefined);`;

interface Ended {
  readonly code: number | null;
  readonly lastLine: string | undefined;
}

/** Runs Jest itself on a project of the given test files. */
function jest(files: Record<string, string>, { ci = false, config = {} } = {}): Ended {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const path = join(directory, 'jest.config.json');
  writeFileSync(path, JSON.stringify({ transform: {}, reporters: ['default', REPORTER], ...config }));
  return ended([JEST, '--config', path, '--rootDir', directory], directory, ci);
}

function ended(args: string[], cwd: string, ci: boolean): Ended {
  const env: NodeJS.ProcessEnv = { ...process.env, CI: String(ci) };
  // Those of the run that this test is part of.
  delete env.EDGEWARDEN_CLOSING_LINE_FILE;
  delete env.JEST_WORKER_ID;
  // One stream for both, as on a terminal, so that "last" means last of everything.
  const command = [process.execPath, ...args].map((word) => `'${word}'`).join(' ');
  const { status, stdout } = spawnSync('/bin/sh', ['-c', `${command} 2>&1`], { cwd, env, encoding: 'utf8' });
  return { code: status, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

describe('the closing line', () => {
  it('counts what passed', () => {
    expect(jest({ 'a.test.js': PASSES, 'b.test.js': PASSES })).toEqual({ code: 0, lastLine: '2 passed, 0 failed' });
  });

  it('counts what failed', () => {
    expect(jest({ 'a.test.js': PASSES + FAILS })).toEqual({ code: 1, lastLine: '1 passed, 1 failed' });
  });

  it('counts a file that does not run as a failure', () => {
    const files = { 'a.test.js': PASSES, 'b.test.js': `throw new Error('cannot load');` };
    expect(jest(files)).toEqual({ code: 1, lastLine: '1 passed, 1 failed' });
  });

  it('names what was skipped', () => {
    const files = { 'a.test.js': `${PASSES}${SKIPPED}it.todo('some day');` };
    expect(jest(files)).toEqual({ code: 0, lastLine: '1 passed, 0 failed, 2 skipped' });
  });

  it('fails a run that skipped something in CI', () => {
    const files = { 'a.test.js': PASSES + SKIPPED };
    expect(jest(files, { ci: true })).toEqual({ code: 1, lastLine: '1 passed, 0 failed, 1 skipped' });
  });

  it('fails a run in which everything was skipped', () => {
    expect(jest({ 'a.test.js': SKIPPED })).toEqual({ code: 1, lastLine: '0 passed, 0 failed, 1 skipped' });
  });

  it('stays last when the tear-down prints something', () => {
    const files = { 'a.test.js': PASSES, 'down.js': `module.exports = () => console.log('servers stopped');` };
    expect(jest(files, { config: { globalTeardown: './down.js' } }).lastLine).toBe('1 passed, 0 failed');
  });
});

describe('npm test', () => {
  // The file comes first: everything after --selectProjects is a project.
  const run = (file: string, ...args: string[]): Ended =>
    ended(['--import', 'tsx', 'scripts/test.ts', file, ...args, '--selectProjects', 'unit'], ROOT, false);

  it('passes its arguments on, and ends with the counts', () => {
    const one = run('test/unit/scripts/ports.test.ts', '--testNamePattern=refuses .seven');
    expect(one.lastLine).toMatch(/^1 passed, 0 failed, \d skipped$/);
  }, 30_000);

  it('fails when no test was found', () => {
    expect(run('test/unit/no-such-file')).toEqual({ code: 1, lastLine: '0 passed, 0 failed' });
  }, 30_000);
});
