/** How a command meets the world; tests fill it with their own. */
export interface CommandIo {
  /** A line of the answer. */
  readonly print: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Aborted when the operator interrupts. */
  readonly signal: AbortSignal;
}

/** One command of `edgewarden`. */
export interface Command {
  /** The words that call it: `token-watch dry-run`. */
  readonly name: string;
  /** Its options, as the usage shows them. */
  readonly usage: string;
  /** One sentence. */
  readonly about: string;
  /**
   * @returns exit code: 0 done, 1 the answer is bad news
   * @throws UsageError or SettingsError (exit code 2), anything else (exit code 1)
   */
  readonly run: (args: readonly string[], io: CommandIo) => Promise<number> | number;
}

/** A command was called in a way it does not understand. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
