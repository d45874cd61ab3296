import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startGuarded } from '../../../scripts/servers/guarded-process';
import { temporaryDirectory } from '../../support/temporary-directory';

const MODULE = resolve(__dirname, '../../../scripts/servers/guarded-process');
const STAYS = 'setInterval(() => undefined, 1000)';

const started = (script: string, ready: () => Promise<boolean> = () => Promise.resolve(true)) =>
  startGuarded({ name: 'Trial', command: process.execPath, args: ['-e', script], ready, readyWithinMs: 5_000 });

/** Settles when the process is gone. Nobody tells, since it is not our child, so it is asked for. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((settle) => setTimeout(settle, 20));
  }
}

describe('a guarded process', () => {
  it('is there when it says that it is ready', async () => {
    const mark = join(temporaryDirectory(), 'mark');
    const script = `setTimeout(() => require('fs').writeFileSync(${JSON.stringify(mark)}, ''), 100); ${STAYS}`;
    const trial = await started(script, () => Promise.resolve(existsSync(mark)));
    expect(existsSync(mark)).toBe(true);
    await trial.stop();
  });

  it('is gone when it was stopped', async () => {
    const trial = await started(STAYS);
    await trial.stop();
    await gone(trial.pid);
  });

  it('can be stopped twice', async () => {
    const trial = await started(STAYS);
    await trial.stop();
    await expect(trial.stop()).resolves.toBeUndefined();
  });

  it('reports the exit code of a command that ends by itself', async () => {
    const trial = await started('setTimeout(() => process.exit(7), 300)');
    await expect(trial.exited).resolves.toBe(7);
  });

  it('shows the last lines of a command that ends before it is ready', async () => {
    const failing = started('console.error("disk is full"); process.exit(1)', () => Promise.resolve(false));
    await expect(failing).rejects.toThrow(/Trial ended before it was ready.*\ndisk is full/);
  });

  it('gives up on a command that never becomes ready, and takes it down', async () => {
    const options = { name: 'Trial', command: process.execPath, args: ['-e', STAYS], readyWithinMs: 200 };
    await expect(startGuarded({ ...options, ready: () => Promise.resolve(false) })).rejects.toThrow(
      'Trial was not ready within 0.2 s',
    );
  });

  it('says so when the command does not exist', async () => {
    const options = { name: 'Trial', command: '/nowhere/trial', args: [], ready: () => Promise.resolve(true) };
    await expect(startGuarded(options)).rejects.toThrow(/Trial does not start.*\n.*ENOENT/);
  });

  it('dies with the process that started it, even when that one is killed', async () => {
    const script = `require(${JSON.stringify(MODULE)}).startGuarded({ name: 'Trial', command: process.execPath,
      args: ['-e', ${JSON.stringify(STAYS)}], ready: async () => true }).then(({ pid }) => { console.log(pid); ${STAYS} })`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    parent.kill('SIGKILL');
    await gone(Number(line));
  });
});
