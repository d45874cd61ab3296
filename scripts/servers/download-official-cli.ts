import { chmod, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnGuarded } from './guarded-process';

/** A download that stands still this long has no way out, as behind a firewall that drops packets. */
const STALLED_MS = 20_000;
const LOOK_MS = 500;

/**
 * Fetches the official Temporal CLI by way of the SDK and leaves it at `path`.
 *
 * In a process of its own, because the SDK's download can be neither bounded nor cancelled.
 *
 * @throws Error when there is no way to the download or it stalls
 */
export async function downloadOfficialCli(version: string, path: string): Promise<void> {
  const directory = await mkdtemp(join(dirname(path), '.download-'));
  try {
    const child = spawnGuarded({
      command: process.execPath,
      args: [resolve(__dirname, 'sdk-download.mjs'), directory, version],
    });
    let code: number | null | undefined;
    void child.exited.then((value) => (code = value));

    let size = -1;
    let grownAtMs = Date.now();
    while (code === undefined) {
      await Promise.race([delay(LOOK_MS), child.exited]);
      const now = await sizeOf(directory);
      if (now !== size) [size, grownAtMs] = [now, Date.now()];
      else if (Date.now() - grownAtMs > STALLED_MS) await child.stop();
    }
    if (code !== 0) throw new Error(child.tail());

    const [file] = await readdir(directory);
    if (file === undefined) throw new Error('the SDK left no file');
    await chmod(join(directory, file), 0o755);
    await rename(join(directory, file), path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
