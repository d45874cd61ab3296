import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');

interface Check {
  readonly name: string;
  /** A command of node_modules/.bin and its arguments. */
  readonly command: readonly [string, ...string[]];
}

/** The slowest first, so that the quick ones fill the gaps. */
const CHECKS: readonly Check[] = [
  { name: 'lint', command: ['eslint', '.', '--max-warnings', '0'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'imports', command: ['depcruise', '.', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'] },
  { name: 'format', command: ['prettier', '--check', '.'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
];

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
}

/** One line per check as it ends, then the output of those that failed. */
async function main(): Promise<void> {
  const waiting = [...CHECKS];
  const outcomes: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) outcomes.push(await run(check));
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), CHECKS.length) }, worker));

  const failed = outcomes.filter(({ ok }) => !ok);
  for (const { name, output } of failed) console.log(`\n--- ${name}\n${output.trimEnd()}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function run({ name, command: [tool, ...args] }: Check): Promise<Outcome> {
  const startMs = Date.now();
  const child = spawn(resolve(ROOT, 'node_modules/.bin', tool), args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = ((Date.now() - startMs) / 1_000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(9)}  ${seconds} s`);
  return { name, ok: code === 0, output };
}

void main();
