import { loadSettings } from '../config/load-settings';
import { accountOf } from './account-of';
import type { Command } from './command';
import { textOptions } from './options';
import { pointInTime, windowBetween } from './points-in-time';
import { runLink } from './run-link';
import { startRun } from './start-run';
import { withTemporal } from './with-temporal';

export const tokenWatchBackfill: Command = {
  name: 'token-watch backfill',
  usage: '--account <name> --since <time> --before <time>',
  about: 'Starts a run that archives, judges and tickets a window of the past. The watch goes on as before.',
  async run(args, { print, env, now }) {
    const { account: key, since, before } = textOptions(args, { required: ['account', 'since', 'before'] });
    const settings = loadSettings({ role: 'cli', env });
    const account = accountOf(settings, key);
    const nowAt = now();
    const window = windowBetween(pointInTime('since', since, nowAt), pointInTime('before', before, nowAt), nowAt);

    return withTemporal(settings, async (client) => {
      const run = await startRun(client, account, 'backfill', window);
      print(`started: ${account.name} from ${window.since} to ${window.before}`);
      print(runLink(settings, run.workflowId));
      return 0;
    });
  },
};
