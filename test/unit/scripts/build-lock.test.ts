import { spawnSync } from 'node:child_process';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../../scripts/servers/build-lock';
import { temporaryDirectory } from '../../support/temporary-directory';

describe('the build lock', () => {
  let path: string;
  beforeEach(() => (path = join(temporaryDirectory(), 'build.lock')));

  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((settle) => setImmediate(settle));
      inside--;
    };
    await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)]);
    expect(most).toBe(1);
  });

  it('tells who waits which process it waits for', async () => {
    const told: string[] = [];
    let release = (): void => undefined;
    const first = withLock(path, () => new Promise<void>((settle) => (release = settle)));
    await withLock(
      path,
      () => Promise.resolve(),
      (pid) => {
        told.push(pid);
        release();
      },
    );
    await first;
    expect(told).toEqual([String(process.pid)]);
  });

  it('is given back when the work fails', async () => {
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a process that has died', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(path, `${pid}\nits-own-mark`);
    await expect(withLock(path, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('takes over a lock that nobody has touched for a minute, whoever has its process id now', async () => {
    writeFileSync(path, `${process.pid}\nits-own-mark`);
    const longAgo = new Date(Date.now() - 61_000);
    utimesSync(path, longAgo, longAgo);
    await expect(withLock(path, () => Promise.resolve('done'))).resolves.toBe('done');
  });
});
