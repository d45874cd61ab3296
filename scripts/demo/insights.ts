import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { syncedAccountOf } from '../../cli/account-of';
import { edgewarden } from '../../cli/edgewarden';
import { ledgerAccountOf, ledgersOf } from '../../cli/quota-ledgers';
import type { Settings } from '../../config/settings';
import { INSIGHT_TOTALS } from '../../sandbox/story/insight-expectations';
import type { InsightsSyncResult } from '../../workflows/contracts';
import { scheduleId } from '../../workflows/ids';
import { withProgress } from '../servers/progress';
import { runBySchedule, type ScheduledRun } from './runs';
import type { Stage } from './stage';

/** A sync, and when in the story it was. */
export interface InsightsLook {
  readonly account: string;
  readonly when: string;
  readonly run: ScheduledRun<InsightsSyncResult>;
}

const LAST_STEP = Math.max(...INSIGHT_TOTALS.map(({ step }) => step));
/** Around a change of month nothing is asked, so nothing could be shown. */
const MONTH_CHANGE_MS = 6 * 60_000;
const BUSY_MS = 500;

/**
 * Tells new ledgers that nothing was used yet: nobody else asks the simulated accounts, whereas the first start of a real
 * account assumes that others have kept the month's pace.
 */
export async function openLedgers(client: Client, { env }: Stage, settings: Settings): Promise<void> {
  await untilMonthIsSteady();
  for (const key of settings.accounts.keys()) {
    const account = ledgerAccountOf(syncedAccountOf(settings, key));
    const found = await ledgersOf(settings, client).find(account, new AbortController().signal);
    if (found === undefined) await command(env, 'quota', 'set', '--account', key, '--used', '0');
  }
}

/**
 * Syncs all accounts at each step of the story, then once more as the timer would: that one the pace refuses.
 *
 * A start that was interrupted goes on at the step where it was.
 */
export async function syncInsights(client: Client, stage: Stage, settings: Settings): Promise<InsightsLook[]> {
  const looks: InsightsLook[] = [];
  async function look(title: string, when: string, ...mode: readonly '--now'[]): Promise<void> {
    const runs = await withProgress(title, () =>
      Promise.all(
        [...settings.accounts.values()].map(async ({ key, id }) => ({
          account: key,
          when,
          run: await runBySchedule<InsightsSyncResult>(client, scheduleId.insightsSync(id), () =>
            command(stage.env, 'insights', 'sync', '--account', key, ...mode),
          ),
        })),
      ),
    );
    looks.push(...runs);
  }

  let step = await storyStep(stage);
  await look('all insights are listed', step === 0 ? 'baseline' : `step ${step}`, '--now');
  while (step < LAST_STEP) {
    step = await storyStep(stage, step + 1);
    await look(`insights have changed, they are listed again (${step} of ${LAST_STEP})`, `step ${step}`, '--now');
  }
  await look('the schedule asks for one more listing', 'as by timer');
  return looks;
}

/** Where the story is, after it has moved to `to`. */
async function storyStep({ sandboxUrl }: Stage, to?: number): Promise<number> {
  const url = `${sandboxUrl}/control/insight-step`;
  const answer = await fetch(
    url,
    to === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ step: to }) },
  );
  const { step } = (await answer.json()) as { step: number };
  return step;
}

/** Runs `edgewarden` as an operator does, again while it finds a run under way. */
async function command(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<void> {
  for (;;) {
    const said: string[] = [];
    const print = (text: string): unknown => said.push(text);
    const io = { print, env, now: () => new Date(), signal: new AbortController().signal };
    if ((await edgewarden(args, io, print)) === 0) return;
    // What stands in the way of a listing shows in its run, which is compared with the story.
    if (said.some((line) => line.includes('it will not list'))) return;
    if (!said.join('\n').includes('under way')) throw new Error(`edgewarden ${args.join(' ')}: ${said.join('\n')}`);
    await sleep(BUSY_MS);
  }
}

async function untilMonthIsSteady(): Promise<void> {
  const isSteady = (): boolean => {
    const [before, after] = [-MONTH_CHANGE_MS, MONTH_CHANGE_MS].map((ms) => new Date(Date.now() + ms).getUTCMonth());
    return before === after;
  };
  if (isSteady()) return;
  await withProgress('the month is changing: no allowance can be spent for some minutes', async () => {
    while (!isSteady()) await sleep(5_000);
  });
}
