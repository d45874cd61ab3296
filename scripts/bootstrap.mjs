// Makes every npm script of this project work as the first command after a clone. Without dependencies, for Node 18 and
// newer: installs the packages when they do not match the lock file, then goes on with the Node of node_modules.
// Usage: node scripts/bootstrap.mjs <script.ts> [arguments...]
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { constants as os } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 18;
const PROGRESS_MS = 15_000;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(root, 'node_modules', '.bin', 'node');

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  fail(`Node ${process.versions.node} is too old for this: install Node ${OLDEST_NODE} or newer.`);
}
const [script, ...args] = process.argv.slice(2);
if (script === undefined) fail('Usage: node scripts/bootstrap.mjs <script.ts> [arguments...]');

if (!isInstalled()) await install();
// The preload ends the script when we are killed in a way that cannot be passed on.
const preload = join(root, 'scripts', 'end-with-parent.mjs');
const child = spawn(node, ['--import', preload, '--import', 'tsx', join(root, script), ...args], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
});
child.once('error', (error) => fail(`${node} does not start (${error.message}): remove node_modules and try again.`));
// A terminal sends Ctrl-C to the whole group, so the child has it already.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? 128 + os.signals[signal]));

/** Compares content, not dates: a clone, a copy or a change of branch sets dates at will. */
function isInstalled() {
  try {
    accessSync(node, constants.X_OK);
    const wanted = packagesOf('package-lock.json');
    const present = packagesOf('node_modules/.package-lock.json');
    return Object.entries(wanted).every(
      ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function packagesOf(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
}

async function install() {
  say('installing packages (npm ci), about a minute the first time ...');
  const startMs = Date.now();
  const timer = setInterval(
    () => say(`installing packages ... ${Math.round((Date.now() - startMs) / 1_000)} s`),
    PROGRESS_MS,
  );
  const code = await npmCi();
  clearInterval(timer);
  if (code !== 0) {
    fail(
      `npm ci failed (exit code ${code}), so nothing was started: see npm's message above. Without access to the npm ` +
        'registry, set "registry" in your .npmrc to a mirror.',
    );
  }
}

/** To standard error, as all progress: standard output belongs to the script. */
function npmCi() {
  // The npm that runs us, if one does; its path also spares looking for npm.cmd on Windows.
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const npmProcess = spawn(command, [...before, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    // Development packages are what the scripts run on, also where the shell says production.
    env: { ...process.env, NODE_ENV: '', npm_config_omit: '', npm_config_production: '' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      npmProcess.kill(signal);
      process.exit(128 + os.signals[signal]);
    });
  }
  return new Promise((resolve) => {
    npmProcess.once('error', (error) =>
      fail(`npm does not start (${error.message}): install npm and put it on the PATH.`),
    );
    npmProcess.once('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
      resolve(code ?? 1);
    });
  });
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
