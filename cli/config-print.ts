import { readSettingsFile, settingsPath } from '../config/load-settings';
import { printSettings } from '../config/print-settings';
import { SettingsError } from '../config/problem';
import type { Command } from './command';
import { flagOption } from './options';

export const configPrint: Command = {
  name: 'config print',
  usage: '[--explain]',
  about: 'Prints the settings that apply, defaults included, secrets as ***; with --explain also what each means.',
  run(args, { print, env }) {
    const explain = flagOption(args, 'explain');
    const path = settingsPath(env);
    const { file, problems } = readSettingsFile(path);
    if (file === undefined || problems.length > 0) throw new SettingsError(path, problems);
    print(printSettings(file, { explain }).trimEnd());
    return 0;
  },
};
