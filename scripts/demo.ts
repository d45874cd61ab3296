import { Client, Connection } from '@temporalio/client';
import { parseArgs } from 'node:util';
import { loadSettings } from '../config/load-settings';
import type { Settings } from '../config/settings';
import { EXPECTATIONS } from '../sandbox/story/expectations';
import { INSIGHT_EXPECTATIONS } from '../sandbox/story/insight-expectations';
import { STORY_SETTING } from '../sandbox/story/setting';
import { applySchedules } from '../worker/schedules';
import type { TokenWatchResult } from '../workflows/contracts';
import { scheduleId } from '../workflows/ids';
import { differences } from './demo/compare';
import { insightDifferences, type CountedAllowance } from './demo/compare-insights';
import { heldEvents, heldTickets, type HeldEvent, type HeldTicket } from './demo/holdings';
import { countedRequests, heldLifecycles, type HeldLifecycle } from './demo/insight-holdings';
import { openLedgers, syncInsights, type InsightsLook } from './demo/insights';
import { runBySchedule, type ScheduledRun } from './demo/runs';
import { DEMO_BEARER_KEY, DEMO_SENDER, HOME, raiseStage, type Stage } from './demo/stage';
import { investigationDifferences, postAnomalies, type Investigated } from './demo/investigations';
import { archiveTables, insightTable, investigationTable, runTable, ticketTable } from './demo/tables';
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
    const story = await playStory(stage);
    const proof = await readProof(stage, story.looks);
    const wrong = [
      ...differences(EXPECTATIONS, proof.events, ticketsOf(proof, 'tokenWatch')),
      ...(await investigationDifferences(story.investigated)),
      ...insightDifferences(proof.lifecycles, story.looks, proof.allowances, ticketsOf(proof, 'insightsSync')),
    ];
    print(stage, story, proof, wrong);
    if (values.json === true) process.stdout.write(`${JSON.stringify(summary(story, before.length, proof))}\n`);
    if (values.once === true) return wrong.length === 0 ? 0 : 1;

    process.stderr.write(
      `\nPost an anomaly of your own: the README has the command. All investigations:\n  curl -H 'authorization: Bearer ${DEMO_BEARER_KEY}' ${stage.apiUrl}/investigations\n`,
    );
    process.stderr.write(
      `\nThe schedules go on every ten minutes. Ctrl-C ends the demo; its stores stay in ${HOME}.\n`,
    );
    await untilInterrupted();
    return 0;
  } finally {
    await stage.stop();
  }
}

interface Story {
  readonly watches: readonly ScheduledRun<TokenWatchResult>[];
  readonly looks: readonly InsightsLook[];
  readonly investigated: readonly Investigated[];
}

/** What store, tracker and the other side's counters hold in the end. */
interface Proof {
  readonly events: readonly HeldEvent[];
  readonly tickets: readonly HeldTicket[];
  readonly lifecycles: readonly HeldLifecycle[];
  readonly allowances: readonly CountedAllowance[];
}

/** Has the schedules play the story's day, what the audit log tells and what the insights tell; then a detector speaks up. */
async function playStory(stage: Stage): Promise<Story> {
  const settings = loadSettings({ role: 'worker', env: stage.env });
  const connection = await Connection.connect({ address: settings.temporal.address });
  try {
    const client = new Client({ connection, namespace: settings.temporal.namespace });
    await openLedgers(client, stage, settings);
    await applySchedules(client, settings);
    const watches = await watchTokens(client, stage, settings);
    const looks = await syncInsights(client, stage, settings);
    return { watches, looks, investigated: await postAnomalies(stage) };
  } finally {
    await connection.close();
  }
}

/** Lets each account's schedule look at the day twice: late events of the story show only after the first look. */
async function watchTokens(
  client: Client,
  { sandboxUrl }: Stage,
  settings: Settings,
): Promise<ScheduledRun<TokenWatchResult>[]> {
  const ids = [...settings.accounts.values()].map(({ id }) => scheduleId.tokenWatch(id));
  const watches: ScheduledRun<TokenWatchResult>[] = [];
  for (const title of ['the schedules look at the day', 'late events arrive, the schedules look again']) {
    watches.push(
      ...(await withProgress(title, () => Promise.all(ids.map((id) => runBySchedule<TokenWatchResult>(client, id))))),
    );
    await fetch(`${sandboxUrl}/control/settle`, { method: 'POST' });
  }
  return watches;
}

async function readProof({ s3, bucket, sandboxUrl }: Stage, looks: readonly InsightsLook[]): Promise<Proof> {
  const newest = new Map(looks.map(({ run }) => [run.scheduleId, run.result.quota]));
  return {
    events: await heldEvents(s3, bucket),
    tickets: await heldTickets(sandboxUrl),
    lifecycles: await heldLifecycles(s3, bucket),
    allowances: await Promise.all(
      STORY_SETTING.accounts.map(async ({ id }) => ({
        account: id,
        used: newest.get(scheduleId.insightsSync(id))?.used ?? 0,
        ...(await countedRequests(sandboxUrl, id)),
      })),
    ),
  };
}

function ticketsOf({ tickets }: Proof, job: HeldTicket['job']): HeldTicket[] {
  return tickets.filter((ticket) => ticket.job === job);
}

function print(stage: Stage, { watches, looks, investigated }: Story, proof: Proof, wrong: readonly string[]): void {
  const { events, tickets, lifecycles } = proof;
  const { bucket, sandboxUrl, apiUrl, temporal } = stage;
  const out = (text: string): unknown => process.stdout.write(`${text}\n`);
  out(`\n${events.length} credential events in the archive, each once and locked:\n${archiveTables(bucket, events)}`);
  out(`\n${tickets.length} tickets:\n${ticketTable(tickets, events)}`);
  out(`\n${watches.length} watches, started by their schedules:\n${runTable(watches, temporal.uiUrl)}`);
  out(
    `\n${lifecycles.length} lifecycle records of insights under s3://${bucket}/insights/, written by these syncs and earlier ones:\n${insightTable(looks, temporal.uiUrl)}`,
  );
  for (const { account, run } of looks.slice(-STORY_SETTING.accounts.length)) {
    const { skipped, quota } = run.result;
    out(
      `${account}: ${quota.used} of ${quota.limit} requests of ${quota.month} are used, ${quota.forecast} will be by its end.${skipped === null ? '' : ` ${skipped.sentence}`}`,
    );
  }
  out(
    `\n${investigated.length} anomalies, posted to ${apiUrl}/webhooks/anomalies/${DEMO_SENDER.name}:\n${investigationTable(investigated, temporal.uiUrl)}`,
  );
  out(`\nReports in the browser: ${sandboxUrl}/confluence/wiki/spaces/${STORY_SETTING.confluence.spaceKey}`);
  out(`Tickets in the browser: ${sandboxUrl}/linear/team/${STORY_SETTING.linear.teamKey}`);
  if (temporal.uiUrl !== undefined) out(`Temporal UI: ${temporal.uiUrl}`);
  const kept = Object.values(EXPECTATIONS).filter(({ archived }) => archived).length;
  const left = Object.keys(EXPECTATIONS).length - kept;
  if (wrong.length === 0)
    out(
      `\nAs people had written it down beforehand: ${kept} credential events archived and ${left} others left alone, the lives of ${INSIGHT_EXPECTATIONS.length} insights and all totals, ${investigated.length} verdicts. Nothing is missing, nothing is too much.`,
    );
  else out(`\nNot as the story expects:\n${wrong.map((sentence) => `  - ${sentence}`).join('\n')}`);
}

function summary({ watches, looks, investigated }: Story, heldBefore: number, proof: Proof): object {
  const { events, lifecycles } = proof;
  const total = (count: (run: ScheduledRun<TokenWatchResult>) => number): number =>
    watches.reduce((sum, run) => sum + count(run), 0);
  const last = new Map(watches.map((run) => [run.scheduleId, run]));
  const quotas = [...new Map(looks.map(({ account, run }) => [account, run.result.quota])).values()];
  const held = (state: string): number => lifecycles.filter((record) => record.state === state).length;
  const quota = (figure: 'used' | 'left' | 'forecast'): number => quotas.reduce((sum, each) => sum + each[figure], 0);
  return {
    tokenWatch: {
      archived: events.map(({ key }) => key),
      // Not what these runs say: the timer may have let another one look meanwhile.
      created: events.length - heldBefore,
      tickets: ticketsOf(proof, 'tokenWatch').map(({ identifier }) => identifier),
      scanned: total(({ result }) => result.counts.scanned),
      pending: [...last.values()].flatMap(({ result }) => result.pending),
    },
    insightsSync: {
      new: held('new'),
      changed: held('changed'),
      resolved: held('resolved'),
      quota: { used: quota('used'), left: quota('left'), forecast: quota('forecast') },
    },
    investigations: investigated.map(({ published }) => ({
      verdict: published?.verdict ?? null,
      confidence: published?.confidence ?? null,
      report: published?.report ?? null,
    })),
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
