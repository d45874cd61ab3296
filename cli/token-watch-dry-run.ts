import { loadSettings } from '../config/load-settings';
import { accountOf } from './account-of';
import type { Command } from './command';
import { textOptions } from './options';
import { pointInTime, windowBetween } from './points-in-time';
import { resultLines } from './result-lines';
import { runLink } from './run-link';
import { startRun } from './start-run';
import { withTemporal } from './with-temporal';

export const tokenWatchDryRun: Command = {
  name: 'token-watch dry-run',
  usage: '--account <name> [--since <time>] [--before <time>]',
  about: 'Reads an account like the watch does, writes nothing, and says what the watch would have done.',
  async run(args, { print, env, now }) {
    const { account: key, since, before } = textOptions(args, { required: ['account'], optional: ['since', 'before'] });
    const settings = loadSettings({ role: 'cli', env });
    const account = accountOf(settings, key);
    const nowAt = now();
    const from =
      since === undefined
        ? new Date(nowAt.getTime() - account.tokenWatch.lookBackMs)
        : pointInTime('since', since, nowAt);
    const window = windowBetween(from, before === undefined ? nowAt : pointInTime('before', before, nowAt), nowAt);

    return withTemporal(settings, async (client) => {
      const run = await startRun(client, account, 'dry-run', window);
      print(`reading ${account.name} from ${window.since} to ${window.before}`);
      print(runLink(settings, run.workflowId));
      const result = await run.result();
      for (const line of resultLines(result, { dry: true })) print(line);
      return result.outcome === 'ok' ? 0 : 1;
    });
  },
};
