import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { promisify } from 'node:util';
import type { ServerBinary } from './server-binary';

const run = promisify(execFile);

/** What asking a binary for its version showed. */
export type BinaryVersion = { readonly runs: false } | { readonly runs: true; readonly version: string | undefined };

/**
 * Runs `--version`, which also proves that the file is a program for this machine.
 *
 * A binary from `go install` calls itself a development build; its real version stands in the build information that Go
 * puts into every binary.
 */
export async function binaryVersion(path: string, binary: ServerBinary): Promise<BinaryVersion> {
  let output: string;
  try {
    const { stdout, stderr } = await run(path, ['--version'], { timeout: 20_000 });
    output = stdout + stderr;
  } catch {
    return { runs: false };
  }
  const named = binary.versionLine.exec(output)?.[1];
  if (named !== undefined && named !== '0.0.0') return { runs: true, version: named };
  return { runs: true, version: await buildInfoVersion(path, binary.module) };
}

/** True when `version` is `minimum` or newer; both `major.minor.patch`. */
export function atLeast(version: string, minimum: string): boolean {
  const [have, want] = [version, minimum].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (const [place, wanted] of want.entries()) {
    const difference = (have[place] ?? 0) - wanted;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

async function buildInfoVersion(path: string, module: string): Promise<string | undefined> {
  const marker = `mod\t${module}\tv`;
  let window = '';
  for await (const chunk of createReadStream(path, { encoding: 'latin1', highWaterMark: 4 * 1_024 * 1_024 })) {
    window += chunk as string;
    const start = window.indexOf(marker);
    if (start >= 0 && window.length > start + marker.length + 40) break;
    // The marker may straddle two chunks.
    if (start < 0) window = window.slice(-marker.length - 40);
  }
  const start = window.indexOf(marker);
  return start < 0 ? undefined : /^\d+\.\d+\.\d+/.exec(window.slice(start + marker.length))?.[0];
}
