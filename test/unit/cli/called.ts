import { edgewarden } from '../../../cli/edgewarden';
import { settingsFile } from '../config/settings-text';

export interface Called {
  readonly code: number;
  readonly printed: string;
  readonly complained: string;
}

const NOW = new Date('2026-11-22T12:00:00.000Z');

/** Calls the command line as its process would, at noon unless told otherwise. */
export async function called(
  args: readonly string[],
  settings?: string,
  env: NodeJS.ProcessEnv = {},
  now = NOW,
): Promise<Called> {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await edgewarden(
    args,
    {
      print: (text) => void printed.push(text),
      env: { ...env, EDGEWARDEN_CONFIG: settings === undefined ? '/nowhere/edgewarden.yaml' : settingsFile(settings) },
      now: () => now,
      signal: AbortSignal.timeout(60_000),
    },
    (text) => void complained.push(text),
  );
  return { code, printed: printed.join('\n'), complained: complained.join('\n') };
}
