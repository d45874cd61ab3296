import { fork } from 'node:child_process';
import path from 'node:path';
import { imageEnvironment } from '../image-environment';
import { watchProcess, type Usage } from '../process-watch';
import type { FromProcess, Task, TaskResult, TaskStore, ToProcess } from './tasks';

const MAIN = path.join(__dirname, 'main.ts');

export interface Measured extends TaskResult {
  readonly usage: Usage;
  /** Resident memory before the work. */
  readonly idleBytes: number;
}

/** Does one task in a process of its own with the image's variables, so that its memory holds nothing else. */
export async function inAProcess(store: TaskStore, task: Task, profileTo?: string): Promise<Measured> {
  const child = fork(MAIN, {
    execArgv: [
      ...(profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profileTo)}`]),
      ...['--import', 'tsx'],
    ],
    env: { ...process.env, ...imageEnvironment() },
  });
  try {
    const next = (): Promise<FromProcess> =>
      new Promise((resolve, reject) => {
        child.once('message', resolve);
        child.once('exit', (code) => reject(new Error(`the measured process has ended with ${code}`)));
      });
    await next();
    const watch = watchProcess(child.pid ?? 0);
    const idleBytes = watch.nowBytes();
    const message: ToProcess = { store, task };
    child.send(message);
    const result = await next();
    if (result === 'ready') throw new Error('the measured process did not do its task');
    return { ...result, usage: watch.stop(), idleBytes };
  } finally {
    child.disconnect();
  }
}
