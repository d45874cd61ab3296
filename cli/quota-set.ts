import { loadSettings } from '../config/load-settings';
import { syncedAccountOf } from './account-of';
import { UsageError, type Command } from './command';
import { quotaText } from './insight-result-lines';
import { textOptions } from './options';
import { ledgerAccountOf, ledgersOf } from './quota-ledgers';
import { withTemporal } from './with-temporal';

/** More than any plan allows, and still a number that is meant. */
const MOST_USED = 1_000_000;

export const quotaSet: Command = {
  name: 'quota set',
  usage: '--account <name> --used <requests>',
  about:
    "Says how many of the month's requests an account has used, for a ledger that was lost or cannot know. Replaces the ledger's own count.",
  async run(args, { print, env, now, signal }) {
    const { account: key, used: text } = textOptions(args, { required: ['account', 'used'] });
    const used = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
    if (!(used <= MOST_USED)) throw new UsageError('--used must be a whole number of requests, 0 or more');
    const settings = loadSettings({ role: 'cli', env });
    const account = ledgerAccountOf(syncedAccountOf(settings, key));

    return withTemporal(settings, async (client) => {
      const ledgers = ledgersOf(settings, client);
      const before = await ledgers.find(account, signal);
      const quota = await ledgers.setUsed(account, used, signal);
      // What the old ledger has counted in another month says nothing of this one.
      const replaced = before === undefined || before.month !== quota.month ? undefined : before;
      print(`${key}: ${quotaText(quota)}`);
      if (replaced === undefined) print('there was no count for this month before');
      else if (replaced.spendingUnknown) print('before, the count was unknown and the month counted as spent');
      else print(`replaces ${replaced.used}, which the ledger had counted${lessText(replaced.used, used)}`);
      const heldUntilMs = before?.heldUntilMs ?? 0;
      if (heldUntilMs > now().getTime()) print(`the hold until ${new Date(heldUntilMs).toISOString()} is ended`);
      return 0;
    });
  },
};

function lessText(before: number, said: number): string {
  return said < before
    ? '; that is more than you say: if its requests were sent, Cloudflare will refuse before the ledger does'
    : '';
}
