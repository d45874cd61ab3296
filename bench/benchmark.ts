import { writeFileSync } from 'node:fs';
import { buildProduct } from './build';
import type { Circumstances } from './circumstances';
import { loadNow, thisMachine } from './machine';
import { assertWatchable } from './process-watch';

interface Benchmark<Options, Measured> {
  /** As `npm run bench --` knows it. */
  readonly name: string;
  readonly help: string;
  /** @throws StartFailure when a value does not fit */
  readonly optionsOf: (args: readonly string[]) => Options;
  /** Whether what is measured is the built product. */
  readonly needsBuild: boolean;
  readonly measure: (options: Options) => Promise<Measured>;
  /** The figures as Markdown, ready for docs/performance.md. */
  readonly report: (figures: Circumstances & Measured) => string;
}

/** Options that every benchmark has. */
interface CommonOptions {
  /** File for the figures as JSON. */
  readonly json: string | undefined;
}

/** A benchmark as a command: measures, notes the circumstances, and prints the report. */
export function benchmark<Options extends CommonOptions, Measured>(
  subject: Benchmark<Options, Measured>,
): (args: readonly string[]) => Promise<void> {
  const { name, help, optionsOf, needsBuild, measure, report } = subject;
  return async (args) => {
    if (args.includes('--help')) {
      process.stdout.write(help);
      return;
    }
    const options = optionsOf(args);
    assertWatchable();
    if (needsBuild) await buildProduct();
    const before = loadNow();
    const measured = await measure(options);
    const figures = {
      command: `npm run bench -- ${name} ${args.join(' ')}`.trim(),
      at: new Date().toISOString(),
      machine: await thisMachine(),
      load: { before, after: loadNow() },
      ...measured,
    };
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, undefined, 2)}\n`);
    process.stdout.write(report(figures));
  };
}
