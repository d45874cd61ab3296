const EVERY_MS = { terminal: 1_000, log: 15_000 };

/** What is going on, the outermost first. */
const working: object[] = [];

/** Where progress goes: standard error, because standard output belongs to results. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Says that a long piece of work is going on, and for how long: one line that counts on a terminal, a line every 15 s in a
 * log.
 *
 * @param label present participle and object, for example `building temporal 1.5.1`; a function is asked each time
 */
export async function withProgress<T>(
  label: string | (() => string),
  work: () => Promise<T>,
  output: ProgressOutput = process.stderr,
): Promise<T> {
  const text = typeof label === 'string' ? (): string => label : label;
  const startMs = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - startMs) / 1_000)} s`;
  const show = (state: string): unknown =>
    output.write(output.isTTY === true ? `\r\x1b[K${text()} ... ${state}` : `${text()} ... ${state}\n`);

  if (output.isTTY !== true) output.write(`${text()} ...\n`);
  else if (working.length > 0) output.write('\n');
  const me = {};
  working.push(me);
  // Only one can count in place: the innermost.
  const tick = (): unknown => working.at(-1) === me && show(elapsed());
  const timer = setInterval(tick, output.isTTY === true ? EVERY_MS.terminal : EVERY_MS.log);
  try {
    const result = await work();
    show(`done in ${elapsed()}`);
    return result;
  } catch (error) {
    show(`failed after ${elapsed()}`);
    throw error;
  } finally {
    clearInterval(timer);
    working.splice(working.indexOf(me), 1);
    if (output.isTTY === true) output.write('\n');
  }
}
