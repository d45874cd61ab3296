import { Client, Connection } from '@temporalio/client';
import { parseArgs } from 'node:util';
import { loadSettings } from '../config/load-settings';
import { EXPECTATIONS } from '../sandbox/story/expectations';
import { STORY_SETTING } from '../sandbox/story/setting';
import { applySchedules } from '../worker/schedules';
import { scheduleId } from '../workflows/ids';
import { differences } from './demo/compare';
import { heldEvents, heldTickets, type HeldEvent, type HeldTicket } from './demo/holdings';
import { runBySchedule, type ScheduledRun } from './demo/runs';
import { raiseStage, type Stage } from './demo/stage';
import { archiveTables, runTable, ticketTable } from './demo/tables';
import { withProgress } from './servers/progress';
import { StartFailure } from './servers/start-failure';

const HELP = `npm run demo [-- options]

  --once      end after the proof; non-zero when any part of it failed
  --json      print one line of JSON last (with --once)
  --fresh     forget what earlier starts stored
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean' },
      json: { type: 'boolean' },
      fresh: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const stage = await raiseStage({ fresh: values.fresh === true });
  try {
    const before = await heldEvents(stage.s3, stage.bucket);
    const runs = await watchStory(stage);
    const events = await heldEvents(stage.s3, stage.bucket);
    const tickets = await heldTickets(stage.sandboxUrl);
    const wrong = differences(EXPECTATIONS, events, tickets);
    print(stage, runs, events, tickets, wrong);
    if (values.json === true)
      process.stdout.write(`${JSON.stringify(summary(runs, before.length, events, tickets))}\n`);
    if (values.once === true) return wrong.length === 0 ? 0 : 1;

    process.stderr.write('\nThe schedules go on every ten minutes. Ctrl-C ends the demo; its stores stay in .demo.\n');
    await untilInterrupted();
    return 0;
  } finally {
    await stage.stop();
  }
}

/** Lets each account's schedule look at the day twice: late events of the story show only after the first look. */
async function watchStory({ env, sandboxUrl }: Stage): Promise<ScheduledRun[]> {
  const settings = loadSettings({ role: 'worker', env });
  const connection = await Connection.connect({ address: settings.temporal.address });
  try {
    const client = new Client({ connection, namespace: settings.temporal.namespace });
    await applySchedules(client, settings);
    const looks: ScheduledRun[] = [];
    for (const title of ['the schedules look at the day', 'late events arrive, the schedules look again']) {
      const runs = await withProgress(title, () =>
        Promise.all(STORY_SETTING.accounts.map(({ id }) => runBySchedule(client, scheduleId.tokenWatch(id)))),
      );
      looks.push(...runs);
      await fetch(`${sandboxUrl}/control/settle`, { method: 'POST' });
    }
    return looks;
  } finally {
    await connection.close();
  }
}

function print(
  stage: Stage,
  runs: readonly ScheduledRun[],
  events: readonly HeldEvent[],
  tickets: readonly HeldTicket[],
  wrong: readonly string[],
): void {
  const out = (text: string): unknown => process.stdout.write(`${text}\n`);
  out(
    `\n${events.length} credential events in the archive, each once and locked:\n${archiveTables(stage.bucket, events)}`,
  );
  out(`\n${tickets.length} tickets:\n${ticketTable(tickets, events)}`);
  out(`\n${runs.length} runs, started by their schedules:\n${runTable(runs, stage.temporal.uiUrl)}`);
  out(`\nTickets in the browser: ${stage.sandboxUrl}/linear/team/${STORY_SETTING.linear.teamKey}`);
  if (stage.temporal.uiUrl !== undefined) out(`Temporal UI: ${stage.temporal.uiUrl}`);
  if (wrong.length === 0)
    out(
      `\nAs the story expects: ${Object.keys(EXPECTATIONS).length} events checked, nothing missing, nothing too much.`,
    );
  else out(`\nNot as the story expects:\n${wrong.map((sentence) => `  - ${sentence}`).join('\n')}`);
}

function summary(
  runs: readonly ScheduledRun[],
  heldBefore: number,
  events: readonly HeldEvent[],
  tickets: readonly HeldTicket[],
): object {
  const total = (count: (run: ScheduledRun) => number): number => runs.reduce((sum, run) => sum + count(run), 0);
  const last = new Map(runs.map((run) => [run.scheduleId, run]));
  return {
    tokenWatch: {
      archived: events.map(({ key }) => key),
      // Not what these runs say: the timer may have let another one look meanwhile.
      created: events.length - heldBefore,
      tickets: tickets.map(({ identifier }) => identifier),
      scanned: total(({ result }) => result.counts.scanned),
      pending: [...last.values()].flatMap(({ result }) => result.pending),
    },
  };
}

/** Resolves at the first signal that ends us. npm forwards Ctrl-C a second time; the repeat means nothing more. */
function untilInterrupted(): Promise<void> {
  const stayAlive = setInterval(() => undefined, 60_000); // a promise alone keeps no process running
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        clearInterval(stayAlive);
        resolve();
      });
    }
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof StartFailure ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);
