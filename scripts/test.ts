import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const JEST = resolve(__dirname, '../node_modules/jest/bin/jest.js');

/** Runs Jest with the given arguments. The closing line is the last thing that is printed, whatever happened before. */
async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'edgewarden-closing-line-'));
  const file = join(directory, 'line');
  const jest = spawn(process.execPath, [JEST, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, EDGEWARDEN_CLOSING_LINE_FILE: file },
  });
  // Jest tears its servers down on SIGINT; our own end waits for that.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => jest.kill('SIGINT'));
  const [code] = (await once(jest, 'exit')) as [number | null];

  const line = closingLine(file);
  rmSync(directory, { recursive: true, force: true });
  process.exitCode = line === undefined ? code || 1 : (code ?? 1);
  process.stdout.write(line ?? '0 passed, 0 failed\n');
}

/** Undefined when Jest ended before any test could run, for example because a server did not start. */
function closingLine(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

void main();
