import { loadSettings } from '../config/load-settings';
import { syncedAccountOf } from './account-of';
import type { Command } from './command';
import { textOptions } from './options';
import { ledgerAccountOf, ledgersOf } from './quota-ledgers';
import { quotaLines } from './quota-lines';
import { withTemporal } from './with-temporal';

export const quotaShow: Command = {
  name: 'quota show',
  usage: '--account <name>',
  about: "Shows what an account has used of the month's requests, what is left, and when it may list next.",
  async run(args, { print, env, now, signal }) {
    const { account: key } = textOptions(args, { required: ['account'] });
    const settings = loadSettings({ role: 'cli', env });
    const account = syncedAccountOf(settings, key);
    const { id, terms } = ledgerAccountOf(account);

    return withTemporal(settings, async (client) => {
      const ledger = await ledgersOf(settings, client).find({ id, terms }, signal);
      if (ledger === undefined) {
        print(`${key} has no ledger: its first run starts one. If it had one before, that run says so and waits`);
        return 1;
      }
      for (const line of quotaLines(key, ledger, terms, now().getTime())) print(line);
      return 0;
    });
  },
};
