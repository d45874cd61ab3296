import { loadSettings } from '../config/load-settings';
import { decidePermit } from '../domain/request-quota-permit';
import { scheduleId } from '../workflows/ids';
import { syncedAccountOf } from './account-of';
import type { Command } from './command';
import { textOptions } from './options';
import { ledgerAccountOf, ledgersOf } from './quota-ledgers';
import { isUnderWay, triggerSchedule } from './trigger-schedule';
import { withTemporal } from './with-temporal';

export const insightsSync: Command = {
  name: 'insights sync',
  usage: '--account <name> [--now]',
  about:
    "Lets the schedule of an account's sync run now. With --now one listing need not keep the pace; the month's limit stands.",
  async run(args, { print, env, now: clock, signal }) {
    const { account: key, now } = textOptions(args, { required: ['account'], flags: ['now'] });
    const settings = loadSettings({ role: 'cli', env });
    const synced = syncedAccountOf(settings, key);
    const account = ledgerAccountOf(synced);
    const id = scheduleId.insightsSync(account.id);

    return withTemporal(settings, async (client) => {
      if (await isUnderWay(client, id)) {
        print(`a run of ${id} is under way, nothing was changed: try again when it has ended`);
        return 1;
      }
      const refusal = now ? await lift() : undefined;
      await triggerSchedule(client, id);
      print(`triggered ${id}`);
      if (refusal !== undefined) print(`it will not list, though: ${refusal}`);
      return refusal === undefined ? 0 : 1;

      /** What stands in the way of a listing all the same. */
      async function lift(): Promise<string | undefined> {
        const ledgers = ledgersOf(settings, client);
        const { used, limit } = await ledgers.liftPace(account, signal);
        print(`the pace is lifted for one listing within the hour; ${used} of ${limit} requests are used`);
        const ledger = await ledgers.state(account, signal);
        const { terms } = account;
        const permit = decidePermit({ account: key, ledger, terms, purpose: 'sync', nowMs: clock().getTime() });
        return permit.decision === 'skip' ? permit.sentence : undefined;
      }
    });
  },
};
