import { settingsJsonSchema } from '../config/json-schema';
import type { Command } from './command';
import { textOptions } from './options';

export const configSchema: Command = {
  name: 'config schema',
  usage: '',
  about: 'Prints the JSON schema of the settings file, for editors.',
  run(args, { print }) {
    textOptions(args, { required: [] });
    print(JSON.stringify(settingsJsonSchema(), null, 2));
    return 0;
  },
};
