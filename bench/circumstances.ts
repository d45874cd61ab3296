import type { Machine } from './machine';

/** What figures depend on beside what is measured. */
export interface Circumstances {
  readonly command: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly machine: Machine;
  /** Load average over a minute. */
  readonly load: { readonly before: number; readonly after: number };
}

/** The circumstances in a line, for the head of a report. */
export function circumstancesLine({ command, at, machine, load }: Circumstances): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return (
    `\`${command}\`, ${at.slice(0, 10)}. ${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, ${machine.system}; ` +
    `${versions.join(', ')}. Load average before ${load.before}, after ${load.after}.`
  );
}
