import { inspect } from 'node:util';

/** What stands for a secret wherever it would be printed. */
export const MASK = '***';

/**
 * A secret that this process may hold, or only knows the name of.
 *
 * Printing, logging or serialising it gives `***`; only the client that sends it calls `reveal`.
 */
export class Secret {
  readonly #value: string | undefined;
  /** Path of the setting, for messages. */
  readonly setting: string;

  constructor(setting: string, value: string | undefined) {
    this.setting = setting;
    this.#value = value;
  }

  /** @throws Error when the role of this process has no use for the secret and it was never read */
  reveal(): string {
    if (this.#value === undefined) throw new Error(`${this.setting} is not read by a process of this role`);
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
