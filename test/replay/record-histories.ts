import { historyToJSON } from '@temporalio/common/lib/proto-utils';

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../../sandbox/json';
import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId, WRITES } from '../support/audit-records';
import { ensureBundle, ensureS3, ensureTemporal, stopServers } from '../support/run-servers';
import { STORY_SETTING } from '../../sandbox/story/setting';
import { insight, insightId } from '../support/insight-records';
import { InsightsRig } from '../support/insights-rig';
import { InvestigationsRig } from '../support/investigations-rig';
import { TokenWatchRig } from '../support/token-watch-rig';
import type { StartedRun, WorkerRig } from '../support/worker-rig';
import { firstLedger } from '../../domain/request-quota-ledger';
import { investigationWorkflowId, ledgerStart, WORKFLOW_TYPE } from '../../workflows/ids';

/**
 * Records the histories that `histories.test.ts` replays: `npm run record-histories -- tokens insights investigations
 * issuers`, or some of them.
 *
 * To be run before workflow code is changed, never after it: the new recordings stand beside the old ones.
 */
const FOLDER = path.join(__dirname, '../fixtures/histories');
/** A ledger of a few updates, so that its history is one that a person can read. */
const UPDATES_OF_A_RUN = 3;
const SLICE_MS = 6 * 3_600_000;

type Run = { readonly workflowId: string; readonly runId?: string };
type Recorder = (name: string, run: Run) => Promise<void>;
type TokenScene = (rig: TokenWatchRig, record: Recorder) => Promise<void>;

const TOKEN_SCENES: readonly TokenScene[] = [
  async (rig, record) => {
    addTokens(rig, 0, 5, (index) => (index < 3 ? HARMLESS : WRITES));
    await record('first-look-with-tickets', await rig.watchRun());
    await record('quiet', await rig.watchRun());
  },
  async (rig, record) => {
    addTokens(rig, 0, 60, () => WRITES);
    await record('flood', await rig.watchRun());
    await record('after-a-flood', await rig.watchRun());
  },
  async (rig, record) => {
    const sinceMs = Date.now() - 60 * 24 * 3_600_000;
    const note = 'x'.repeat(45_000);
    addTokens(
      rig,
      0,
      120,
      () => HARMLESS,
      (index) => ({
        time: new Date(sinceMs + index * SLICE_MS).toISOString(),
        request: { note },
      }),
    );
    const window = { since: new Date(sinceMs).toISOString(), before: new Date(sinceMs + 120 * SLICE_MS).toISOString() };
    await rig.run({ job: 'backfill', window });
    const query = `TaskQueue = '${rig.taskQueue}' AND ExecutionStatus = 'ContinuedAsNew'`;
    for await (const { workflowId, runId } of rig.client.workflow.list({ query })) {
      await record('backfill-that-goes-on-as-new', { workflowId, runId });
      break;
    }
  },
];

/** A baseline, a sync that is skipped, one with every kind of change and tickets, and the ledger that paid for them. */
async function insightScene(rig: InsightsRig, record: Recorder): Promise<void> {
  rig.add(...[0, 1, 2].map((index) => insight({ id: insightId(index) })));
  await record('insights-baseline', await ended(rig, await rig.beginSync()));
  await record('insights-skipped', await ended(rig, await rig.beginSync()));
  rig.sandbox.control.resolveInsight(insightId(0));
  rig.sandbox.control.dismissInsight(insightId(1));
  rig.add(insight({ id: insightId(3), severity: 'Critical' }));
  await rig.liftPace();
  await record('insights-changes-with-a-ticket', await ended(rig, await rig.beginSync()));

  const { workflowId, ...start } = ledgerStart(rig.accountId, rig.taskQueue);
  await rig.client.workflow.getHandle(workflowId).terminate('recorded with fewer updates');
  const { terms } = await rig.ledger();
  await rig.client.workflow.getHandle(workflowId).terminate('recorded with fewer updates');
  await rig.client.workflow.start(start.workflowType, {
    ...start,
    workflowId,
    args: [firstLedger(terms, Date.now()), UPDATES_OF_A_RUN],
  });
  const first = (await rig.client.workflow.getHandle(workflowId).describe()).runId;
  for (let update = 0; update < UPDATES_OF_A_RUN; update += 1) await rig.liftPace();
  await rig.setUsed(7);
  await record('ledger-that-goes-on-as-new', { workflowId, runId: first });
}

/**
 * An investigation that is published, one that waits until its sources are back, and one whose page may not be written, until
 * the same is delivered again.
 */
async function investigationScene(rig: InvestigationsRig, record: Recorder): Promise<void> {
  const anomaly = {
    actor: { email: 'nobody@example.com' },
    action: 'token_create',
    timestamp: minutesBefore(Date.now(), 1),
  };
  await record('investigation-published', await investigated(rig, anomaly, 'msg_published'));
  for (const provider of ['cloudflare', 'datadog'] as const) {
    rig.sandbox.control.addFault({ provider, kind: { status: 503 }, times: 'always' });
  }
  await rig.post(anomaly, { id: 'msg_waited' });
  rig.sandbox.control.clearFaults();
  await record('investigation-that-waited', await investigated(rig, anomaly, 'msg_waited'));
  rig.sandbox.control.confluence.setApi({ mayWrite: false });
  await record('investigation-failed', await investigated(rig, anomaly, 'msg_failed_then_again'));
  rig.sandbox.control.confluence.setApi({ mayWrite: true });
  await record('investigation-again', await investigated(rig, anomaly, 'msg_failed_then_again'));
}

/** A watch that starts an investigation of an issuer, which puts its link on the ticket. */
async function issuerScene(rig: TokenWatchRig, record: Recorder): Promise<void> {
  addTokens(rig, 0, 1, () => WRITES);
  await record('watch-that-starts-an-investigation', await rig.watchRun());
  const query = `TaskQueue = '${rig.taskQueue}' AND WorkflowType = '${WORKFLOW_TYPE.investigateAnomaly}'`;
  for await (const { workflowId, runId } of rig.client.workflow.list({ query })) {
    await rig.client.workflow.getHandle(workflowId, runId).result();
    await record('investigation-of-an-issuer', { workflowId, runId });
  }
}

/** The run that answers a delivery: the newest of its id. */
async function investigated(rig: InvestigationsRig, anomaly: object, delivery: string): Promise<Run> {
  const { body } = await rig.post(anomaly, { id: delivery });
  const workflowId = investigationWorkflowId(String(body['id'] ?? body['investigation']));
  const { runId } = await rig.client.workflow.getHandle(workflowId).describe();
  return { workflowId, runId };
}

async function ended(rig: InsightsRig, run: StartedRun): Promise<Run> {
  await rig.resultOf(run);
  return run;
}

function addTokens(
  rig: TokenWatchRig,
  from: number,
  count: number,
  policies: (index: number) => unknown,
  extra: (index: number) => Partial<Parameters<typeof tokenEvent>[0]> = () => ({}),
): void {
  for (let index = from; index < from + count; index += 1) {
    const token = tokenId(index);
    addToken(rig.sandbox, rig.accountId, token, policies(index));
    rig.sandbox.control.addEvent(tokenEvent({ accountId: rig.accountId, id: `e${index}`, token, ...extra(index) }));
  }
}

/** Replay compares the order of steps, not what they carried: what is large or tells of this machine can go. */
function neutral(value: unknown, key = ''): unknown {
  if (key === 'identity') return 'edgewarden';
  if (key === 'stackTrace') return '';
  if (Array.isArray(value)) return value.map((item) => neutral(item));
  if (typeof value !== 'object' || value === null) return value;
  const { metadata, data } = value as { readonly metadata?: { readonly encoding?: string }; readonly data?: string };
  if (metadata?.encoding !== undefined && data !== undefined) return { metadata, data: withoutBodies(data) };
  return Object.fromEntries(Object.entries(value as Json).map(([name, item]) => [name, neutral(item, name)]));
}

function withoutBodies(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const stripped: unknown = JSON.parse(text, (name, value: unknown) => {
    if (name === 'body') return '{}';
    if (name === 'report') return 'https://wiki.example/1';
    return name === 'url' ? 'https://linear.example/SEC-1' : value;
  });
  return Buffer.from(JSON.stringify(stripped)).toString('base64');
}

async function main(jobs: readonly string[]): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await Promise.all([ensureBundle(), ensureS3(), ensureTemporal()]);
  try {
    if (jobs.includes('tokens')) {
      for (const scene of TOKEN_SCENES) {
        const rig = await TokenWatchRig.start();
        await scene(rig, recorderOf(rig));
        await rig.close();
      }
    }
    if (jobs.includes('insights')) {
      const tickets = { team: STORY_SETTING.linear.teamKey, labels: [] };
      const rig = await InsightsRig.start({ insightsSync: { tickets } });
      await insightScene(rig, recorderOf(rig));
      await rig.close();
    }
    if (jobs.includes('investigations')) {
      const rig = await InvestigationsRig.start();
      await investigationScene(rig, recorderOf(rig));
      await rig.close();
    }
    if (jobs.includes('issuers')) {
      const watching = await TokenWatchRig.start({ investigations: true, startFromTokens: { minSeverity: 'low' } });
      await issuerScene(watching, recorderOf(watching));
      await watching.close();
    }
  } finally {
    await stopServers();
  }
}

function recorderOf(rig: WorkerRig): Recorder {
  return async (name, { workflowId, runId }) => {
    const history = await rig.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const json = JSON.stringify(neutral(JSON.parse(historyToJSON(history))));
    writeFileSync(path.join(FOLDER, `${name}.json`), `${json}\n`);
  };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
