import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 300;
/** The holder touches its lock this often; one not touched for a minute belongs to nobody. */
const TOUCH_MS = 10_000;
const STALE_MS = 60_000;

/**
 * Runs `work` while holding the lock file, and waits for another holder first.
 *
 * The lock saves a second build; it guards nothing else. What is built goes to a name of its own and is renamed, so two
 * holders after a lost race cost time only.
 *
 * @param onWait called once when somebody else holds the lock, with their process id
 */
export async function withLock<T>(path: string, work: () => Promise<T>, onWait?: (pid: string) => void): Promise<T> {
  const mine = `${process.pid}\n${randomUUID()}`;
  let waited = false;
  while (!(await take(path, mine))) {
    const holder = await holderOf(path);
    if (holder === undefined) continue;
    if (holder.stale) {
      await removeStale(path, holder.text);
      continue;
    }
    if (!waited) onWait?.(holder.pid);
    waited = true;
    await delay(POLL_MS);
  }

  const touch = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), TOUCH_MS);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    if ((await holderOf(path))?.text === mine) await rm(path, { force: true });
  }
}

async function take(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

interface Holder {
  readonly text: string;
  readonly pid: string;
  readonly stale: boolean;
}

/** Who holds the lock; undefined when it has just been given back. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const pid = text.split('\n')[0] ?? '';
    // An empty file is a lock whose holder has not written its name yet.
    const dead = text !== '' && !isAlive(Number(pid));
    return { text, pid, stale: dead || Date.now() - mtimeMs > STALE_MS };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Moves the lock away before deleting it: of several that found it stale, one wins. */
async function removeStale(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    // Somebody else was faster and holds a new lock, which goes back.
    if ((await readFile(aside, 'utf8')) === text) await rm(aside);
    else await rename(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
