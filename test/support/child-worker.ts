import path from 'node:path';
import { startGuarded } from '../../scripts/servers/guarded-process';
import { workflowBundle } from './servers';
import type { WorkerRig } from './worker-rig';

const ROOT = path.resolve(__dirname, '../..');

/** A worker in a process of its own. */
export interface ChildWorker {
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** As an operator stops it. */
  stop(): Promise<void>;
}

export interface ChildWorkerOptions {
  /** Asked before each completion of an activity, by POST to its type below this address. */
  readonly completionGate?: string;
  /** Every line that the process prints. */
  readonly onLine?: (line: string) => void;
}

/** Starts a worker process for the rig and waits until it polls. */
export async function startChildWorker(
  rig: WorkerRig,
  { completionGate, onLine }: ChildWorkerOptions = {},
): Promise<ChildWorker> {
  let started = false;
  const { codePath } = workflowBundle();
  const child = await startGuarded({
    name: 'worker',
    command: process.execPath,
    args: [
      ...['--import', 'tsx', path.join(__dirname, 'worker-process.ts'), rig.taskQueue, codePath],
      ...(completionGate === undefined ? [] : [completionGate]),
    ],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...rig.env },
    cwd: ROOT,
    onLine: (line) => {
      started ||= line.includes('worker started');
      onLine?.(line);
    },
    ready: () => Promise.resolve(started),
    readyWithinMs: 60_000,
  });
  return {
    async kill() {
      process.kill(child.pid, 'SIGKILL');
      await child.exited;
    },
    stop: () => child.stop(),
  };
}
