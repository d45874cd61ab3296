import { ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { loadSettings } from '../config/load-settings';
import { scheduleId } from '../workflows/ids';
import { accountOf } from './account-of';
import type { Command } from './command';
import { textOptions } from './options';
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
      const schedule = client.schedule.getHandle(id);
      try {
        const { info } = await schedule.describe();
        if (info.runningActions.length > 0) {
          print(`a run of ${id} is under way; it reads up to its own start, trigger again when it has ended`);
          return 1;
        }
        // The client's own default starts a run beside a running one, which neither sees nor leaves the watermark.
        await schedule.trigger(ScheduleOverlapPolicy.SKIP);
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
        throw new Error(`no schedule ${id}: create it with npm run schedules:apply`, { cause: error });
      }
      print(`triggered ${id}`);
      return 0;
    });
  },
};
