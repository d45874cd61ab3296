import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { binaryVersion } from '../scripts/servers/binary-version';
import { findBinary } from '../scripts/servers/find-binary';
import { TEMPORAL_CLI, VERSITYGW, type ServerBinary } from '../scripts/servers/server-binary';

/** On what the figures were measured. Without it they mean nothing. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
}

export async function thisMachine(): Promise<Machine> {
  return {
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 1_024 ** 3),
    system: `${type()} ${release()}`,
    versions: {
      Node: process.versions.node,
      'Temporal CLI': await versionOf(TEMPORAL_CLI),
      VersityGW: await versionOf(VERSITYGW),
    },
  };
}

/** Processes that wanted a core during the last minute: far above the number of cores, wall time says little. */
export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

async function versionOf(binary: ServerBinary): Promise<string> {
  const found = await binaryVersion(await findBinary(binary), binary);
  return (found.runs ? found.version : undefined) ?? 'unknown';
}
