import { existsSync, readFileSync } from 'node:fs';
import { StartFailure } from '../scripts/servers/start-failure';

/** What a process used while it was watched. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  /** Most memory it ever held, its start included, as the kernel remembers it. */
  readonly peakBytes: number;
  /** Resident memory at each look, oldest first. */
  readonly samples: readonly number[];
}

export interface ProcessWatch {
  /** Resident memory at the last look. */
  readonly nowBytes: () => number;
  readonly stop: () => Usage;
}

const SAMPLE_MS = 250;
/** `USER_HZ`: what /proc counts in on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/** @throws StartFailure where there is no /proc: the figures of another system would not compare */
export function assertWatchable(): void {
  if (existsSync('/proc/self/stat')) return;
  throw new StartFailure(
    'This reads processor time and memory from /proc: run it on Linux, in a container for example.',
  );
}

/**
 * Watches another process through /proc, from outside, so that watching costs it nothing.
 *
 * @throws Error when the process has ended
 */
export function watchProcess(pid: number): ProcessWatch {
  const startMs = cpuMsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const samples: number[] = [];
  const look = (): string => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    samples.push(bytesOf(status, 'VmRSS'));
    return status;
  };
  look();
  const timer = setInterval(() => {
    try {
      look();
    } catch {
      clearInterval(timer); // it has ended; whoever waits for its work learns that otherwise
    }
  }, SAMPLE_MS);
  return {
    nowBytes: () => samples.at(-1) ?? 0,
    stop: () => {
      clearInterval(timer);
      const peakBytes = bytesOf(look(), 'VmHWM');
      return { cpuMs: cpuMsOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) - startMs, peakBytes, samples };
    },
  };
}

/** User and system time in a line of /proc/<pid>/stat. The name before them may hold blanks and brackets. */
export function cpuMsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** A field of /proc/<pid>/status, which counts in units of 1,024 bytes. */
export function bytesOf(status: string, field: 'VmRSS' | 'VmHWM'): number {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status);
  if (match?.[1] === undefined) throw new Error(`/proc tells no ${field}: the process has ended`);
  return Number(match[1]) * 1_024;
}
