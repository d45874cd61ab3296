import { historyToJSON } from '@temporalio/common/lib/proto-utils';

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../../sandbox/json';
import { addToken, HARMLESS, tokenEvent, tokenId, WRITES } from '../support/audit-records';
import { ensureBundle, ensureS3, ensureTemporal, stopServers } from '../support/run-servers';
import { TokenWatchRig } from '../support/token-watch-rig';

/**
 * Records the histories that `histories.test.ts` replays: `npx tsx test/replay/record-histories.ts`.
 *
 * To be run before workflow code is changed, never after it: the new recordings stand beside the old ones.
 */
const FOLDER = path.join(__dirname, '../fixtures/histories');
const SLICE_MS = 6 * 3_600_000;

type Run = { readonly workflowId: string; readonly runId?: string };
type Scene = (rig: TokenWatchRig, record: (name: string, run: Run) => Promise<void>) => Promise<void>;

const SCENES: readonly Scene[] = [
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
    return name === 'url' ? 'https://linear.example/SEC-1' : value;
  });
  return Buffer.from(JSON.stringify(stripped)).toString('base64');
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await Promise.all([ensureBundle(), ensureS3(), ensureTemporal()]);
  try {
    for (const scene of SCENES) {
      const rig = await TokenWatchRig.start();
      await scene(rig, async (name, { workflowId, runId }) => {
        const history = await rig.client.workflow.getHandle(workflowId, runId).fetchHistory();
        const json = JSON.stringify(neutral(JSON.parse(historyToJSON(history))));
        writeFileSync(path.join(FOLDER, `${name}.json`), `${json}\n`);
      });
      await rig.close();
    }
  } finally {
    await stopServers();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
