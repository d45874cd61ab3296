import { errorFields } from '../config/error-fields';
import { EXIT_BAD_SETTINGS, SettingsError } from '../config/problem';
import { UsageError, type Command, type CommandIo } from './command';
import { configCheck } from './config-check';
import { configPrint } from './config-print';
import { configSchema } from './config-schema';
import { doctor } from './doctor';
import { insightsDryRun } from './insights-dry-run';
import { insightsSync } from './insights-sync';
import { pendingAccept } from './pending-accept';
import { quotaSet } from './quota-set';
import { quotaShow } from './quota-show';
import { schedulesApply } from './schedules-apply';
import { tokenWatchBackfill } from './token-watch-backfill';
import { tokenWatchDryRun } from './token-watch-dry-run';
import { tokenWatchTrigger } from './token-watch-trigger';

export const COMMANDS: readonly Command[] = [
  configCheck,
  configPrint,
  configSchema,
  tokenWatchDryRun,
  tokenWatchBackfill,
  tokenWatchTrigger,
  insightsSync,
  insightsDryRun,
  quotaShow,
  quotaSet,
  pendingAccept,
  schedulesApply,
  doctor,
];

const EXIT_WRONG_USAGE = 2;

/**
 * Runs the command that `args` name.
 *
 * @param complain where bad news and the usage go
 * @returns exit code: 0 done, 1 it failed or the answer is bad news, 2 wrong usage or unusable settings
 */
export async function edgewarden(
  args: readonly string[],
  io: CommandIo,
  complain: (text: string) => void,
): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args[0] === 'help') {
    io.print(usage());
    return args.length === 0 ? EXIT_WRONG_USAGE : 0;
  }
  const command = COMMANDS.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '));
  if (command === undefined) {
    complain(`no such command\n\n${usage()}`);
    return EXIT_WRONG_USAGE;
  }
  try {
    return await command.run(args.slice(command.name.split(' ').length), io);
  } catch (error) {
    complain(complaint(command, error));
    if (error instanceof UsageError) return EXIT_WRONG_USAGE;
    return error instanceof SettingsError ? EXIT_BAD_SETTINGS : 1;
  }
}

function complaint({ name, usage: options }: Command, error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nusage: edgewarden ${name} ${options}`;
  if (error instanceof SettingsError) return error.message;
  // Whatever else it is, it may quote an answer of a provider.
  return `${name} failed: ${errorFields(error).message}`;
}

function usage(): string {
  const rows = COMMANDS.map(
    ({ name, usage: options, about }) => `  edgewarden ${name} ${options}`.trimEnd() + `\n      ${about}`,
  );
  return ['usage:', ...rows, '', 'The settings file is named by EDGEWARDEN_CONFIG; default: edgewarden.yaml.'].join(
    '\n',
  );
}
