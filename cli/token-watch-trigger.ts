import { loadSettings } from '../config/load-settings';
import { scheduleId } from '../workflows/ids';
import { accountOf } from './account-of';
import type { Command } from './command';
import { textOptions } from './options';
import { isUnderWay, triggerSchedule } from './trigger-schedule';
import { withTemporal } from './with-temporal';

export const tokenWatchTrigger: Command = {
  name: 'token-watch trigger',
  usage: '--account <name>',
  about: 'Lets the schedule of an account run now. Nothing happens while a run is under way.',
  async run(args, { print, env }) {
    const { account: key } = textOptions(args, { required: ['account'] });
    const settings = loadSettings({ role: 'cli', env });
    const id = scheduleId.tokenWatch(accountOf(settings, key).id);

    return withTemporal(settings, async (client) => {
      if (await isUnderWay(client, id)) {
        print(`a run of ${id} is under way; it reads up to its own start, trigger again when it has ended`);
        return 1;
      }
      await triggerSchedule(client, id);
      print(`triggered ${id}`);
      return 0;
    });
  },
};
