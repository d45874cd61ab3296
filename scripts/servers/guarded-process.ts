import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { StartFailure } from './start-failure';

const GUARD = resolve(__dirname, 'guard.mjs');
const TAIL_LINES = 20;
const POLL_MS = 50;

export interface GuardedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Default: this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Every line of standard output and standard error. */
  readonly onLine?: (line: string) => void;
}

export interface GuardedProcessOptions extends GuardedCommand {
  /** How messages call it, for example `Temporal`. */
  readonly name: string;
  /** Asked again and again until it says true; a rejection means "not yet". */
  readonly ready: () => Promise<boolean>;
  /** Default 30,000. */
  readonly readyWithinMs?: number;
}

export interface GuardedProcess {
  /** Of the command itself, so that a signal to it hits what it is meant for. */
  readonly pid: number;
  /** Settles when the command has ended: its exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  /** The last lines of its output. */
  tail(): string;
  /** SIGTERM, after five seconds SIGKILL. Resolves when it is gone; may be repeated. */
  stop(): Promise<void>;
}

/**
 * Starts a command that cannot outlive this process, and waits until it is ready.
 *
 * @throws StartFailure when the command ends or does not become ready in time; the message carries its last lines
 */
export async function startGuarded(options: GuardedProcessOptions): Promise<GuardedProcess> {
  const { name, ready, readyWithinMs = 30_000 } = options;
  const child = spawnGuarded(options);
  const ended = child.exited.then(() => 'ended' as const);
  const failure = (what: string): StartFailure => new StartFailure(`${name} ${what}. Its last lines:\n${child.tail()}`);

  const pid = await Promise.race([child.started, ended]);
  if (pid === 'ended') throw failure('does not start');
  const deadline = Date.now() + readyWithinMs;
  while (!(await ready().catch(() => false))) {
    if (Date.now() > deadline) {
      await child.stop();
      throw failure(`was not ready within ${readyWithinMs / 1_000} s`);
    }
    if ((await Promise.race([delay(POLL_MS), ended])) === 'ended') throw failure('ended before it was ready');
  }
  child.unhold();
  return { pid, exited: child.exited, tail: child.tail, stop: child.stop };
}

/** A command under guard, ready or not. */
export interface GuardedChild {
  /** Process id of the command; never settles when it could not be started (then `exited` does). */
  readonly started: Promise<number>;
  readonly exited: Promise<number | null>;
  readonly tail: () => string;
  readonly stop: () => Promise<void>;
  /** Lets this process end although the command still runs: the guard sees that and ends the command. */
  readonly unhold: () => void;
}

/**
 * Starts a command under a small guard in a session of its own: Ctrl-C at the terminal reaches only us, so that we decide
 * the order of stopping, and our end, SIGKILL included, closes the channel on which the guard waits.
 */
export function spawnGuarded({ command, args, env = process.env, cwd, onLine }: GuardedCommand): GuardedChild {
  const guard = spawn(process.execPath, [GUARD, command, ...args], {
    env,
    ...(cwd !== undefined && { cwd }),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const tail = followLines(guard, onLine);

  let end: GuardMessage | undefined;
  const started = new Promise<number>((settle) => {
    guard.on('message', (message: GuardMessage) => {
      if (message.pid !== undefined) settle(message.pid);
      else end = message;
    });
  });
  // Its end, and that of its output, so that the last lines are there. `close` would say both, but Node never emits it
  // after a disconnect from our side.
  const exited = Promise.all([once(guard, 'exit'), ...[guard.stdout, guard.stderr].map(finished)]).then(([[code]]) =>
    end?.code === undefined ? (code as number | null) : end.code,
  );

  const stop = async (): Promise<void> => {
    hold(guard, true);
    if (guard.connected) guard.disconnect();
    await exited;
  };
  return { started, exited, tail, stop, unhold: () => hold(guard, false) };
}

/** What guard.mjs reports: the command's start, then its end. */
interface GuardMessage {
  readonly pid?: number;
  readonly code?: number | null;
}

const finished = async (stream: Readable | null): Promise<void> => {
  if (stream !== null && !stream.closed) await once(stream, 'close');
};

function followLines(guard: ChildProcess, onLine: GuardedCommand['onLine']): () => string {
  const lines: string[] = [];
  for (const stream of [guard.stdout, guard.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > TAIL_LINES) lines.shift();
      onLine?.(line);
    });
  }
  return () => lines.join('\n');
}

function hold(guard: ChildProcess, held: boolean): void {
  for (const handle of [guard, guard.channel, guard.stdout, guard.stderr] as (Holding | null)[]) {
    if (held) handle?.ref?.();
    else handle?.unref?.();
  }
}

/** Pipes are sockets at run time, which their type does not say. */
interface Holding {
  ref?(): unknown;
  unref?(): unknown;
}
