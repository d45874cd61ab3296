import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { atLeast, binaryVersion } from './binary-version';
import { withLock } from './build-lock';
import { spawnGuarded } from './guarded-process';
import { withProgress } from './progress';
import type { ProgressOutput } from './progress';
import type { ServerBinary } from './server-binary';
import { StartFailure } from './start-failure';

/** What the search depends on besides the disk. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly output: ProgressOutput;
}

/**
 * Path of a server's executable, by the first way that works: the path in its variable, `PATH`, the user's cache, the
 * official download, a build with Go. What the last two yield goes to the cache.
 *
 * @throws StartFailure with one sentence on what to install or which variable to set
 */
export async function findBinary(
  binary: ServerBinary,
  { env, output }: Surroundings = { env: process.env, output: process.stderr },
): Promise<string> {
  const named = env[binary.variable];
  if (named !== undefined && named !== '') return checkedByHand(named, binary);

  for (const path of await onPath(binary.name, env)) {
    const found = await binaryVersion(path, binary);
    if (found.runs && found.version !== undefined && atLeast(found.version, binary.minimum)) return path;
  }

  const cache = join(cacheHome(env), 'edgewarden', 'bin');
  const cached = join(cache, `${binary.name}-${binary.version}`);
  if (await isPinned(cached, binary)) return cached;

  await mkdir(cache, { recursive: true });
  const onWait = (pid: string): unknown =>
    output.write(`process ${pid} is already getting ${binary.title} ${binary.version}; waiting for it ...\n`);
  return withLock(
    `${cached}.lock`,
    async () => {
      // Whoever held the lock before us may have left it there.
      if (await isPinned(cached, binary)) return cached;
      const directory = await mkdtemp(join(cache, `.${binary.name}-`));
      try {
        const fresh = await obtain(binary, directory, { env, output });
        await rename(fresh, cached);
        return cached;
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
    onWait,
  );
}

async function checkedByHand(path: string, binary: ServerBinary): Promise<string> {
  const found = await binaryVersion(path, binary);
  if (!found.runs) throw new StartFailure(`${binary.variable} is ${path}, but "${path} --version" does not run.`);
  if (found.version !== undefined && !atLeast(found.version, binary.minimum)) {
    throw new StartFailure(
      `${binary.variable} is ${path}, which is version ${found.version}; ${binary.title} ${binary.minimum} or newer is needed.`,
    );
  }
  return path;
}

/** Downloads or builds into `directory`, and verifies. */
async function obtain(binary: ServerBinary, directory: string, { env, output }: Surroundings): Promise<string> {
  const { title, version, download } = binary;
  const path = join(directory, binary.name);
  if (download !== undefined) {
    try {
      await withProgress(`downloading ${title} ${version}`, () => download(version, path), output);
      if (await isPinned(path, binary)) return path;
    } catch {
      // No way to the vendor's site is common behind a proxy; Go's module proxy may still be reachable.
    }
  }

  const [go] = await onPath('go', env);
  if (go === undefined) throw new StartFailure(remedy(binary, 'there is neither a download nor Go to build it with'));
  await goInstall(go, binary, directory, { env, output });
  if (await isPinned(path, binary)) return path;
  throw new StartFailure(remedy(binary, 'what Go built does not run here or has another version'));
}

async function goInstall(
  go: string,
  binary: ServerBinary,
  directory: string,
  { env, output }: Surroundings,
): Promise<void> {
  let compiled = 0;
  const label = (): string =>
    `building ${binary.title} ${binary.version} with Go${compiled > 0 ? ` (${compiled} packages compiled)` : ''}`;
  await withProgress(
    label,
    async () => {
      const build = spawnGuarded({
        command: go,
        args: ['install', '-v', `${binary.package}@v${binary.version}`],
        env: { ...env, GOBIN: directory },
        cwd: directory,
        // With -v Go names each package as it compiles it; its other lines begin with "go:".
        onLine: (line) => (compiled += line.startsWith('go:') ? 0 : 1),
      });
      if ((await build.exited) !== 0) {
        throw new StartFailure(`${remedy(binary, 'go install failed')} Its last lines:\n${build.tail()}`);
      }
    },
    output,
  );
}

const remedy = ({ title, name, version, minimum, variable }: ServerBinary, reason: string): string =>
  `${title} ${version} is needed and ${reason}: install Go 1.25 or newer with access to its module proxy, ` +
  `put ${name} ${minimum} or newer on the PATH, or set ${variable} to its path.`;

async function isPinned(path: string, binary: ServerBinary): Promise<boolean> {
  if (!(await isExecutable(path))) return false;
  const found = await binaryVersion(path, binary);
  return found.runs && found.version === binary.version;
}

async function onPath(name: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  // A relative entry, ./node_modules/.bin for one, would find another program in another directory.
  const directories = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const candidates = directories.map((directory) => join(directory, name));
  const executable = await Promise.all(candidates.map(isExecutable));
  return candidates.filter((_, index) => executable[index]);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

const cacheHome = (env: NodeJS.ProcessEnv): string =>
  env.XDG_CACHE_HOME !== undefined && isAbsolute(env.XDG_CACHE_HOME)
    ? env.XDG_CACHE_HOME
    : join(env.HOME ?? homedir(), '.cache');
