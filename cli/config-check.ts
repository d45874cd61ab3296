import { loadSettings, readSettingsFile, settingsPath } from '../config/load-settings';
import { SettingsError } from '../config/problem';
import type { Role } from '../config/settings';
import { UsageError, type Command } from './command';
import { textOptions } from './options';

const ROLES = ['worker', 'api', 'cli'] as const satisfies readonly Role[];

export const configCheck: Command = {
  name: 'config check',
  usage: `[--role ${ROLES.join('|')}]`,
  about:
    'Says everything that is wrong with the settings file; with --role, also with the environment of that process.',
  run(args, { print, env }) {
    const { role } = textOptions(args, { required: [], optional: ['role'] });
    const path = settingsPath(env);
    if (role !== undefined) {
      const settings = loadSettings({ role: roleOf(role), env });
      print(`${path} and the environment of the ${role} are in order: ${accounts(settings.accounts.size)}`);
      return 0;
    }
    const { file, problems } = readSettingsFile(path);
    if (file === undefined || problems.length > 0) throw new SettingsError(path, problems);
    print(`${path} is in order: ${accounts(Object.keys(file.accounts).length)}`);
    return 0;
  },
};

function roleOf(text: string): Role {
  const role = ROLES.find((known) => known === text);
  if (role === undefined) throw new UsageError(`--role must be one of ${ROLES.join(', ')}`);
  return role;
}

const accounts = (count: number): string => (count === 1 ? '1 account' : `${count} accounts`);
