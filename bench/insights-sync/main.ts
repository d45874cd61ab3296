import { gunzipSync } from 'node:zlib';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createS3Client, type ArchiveSettings } from '../../activities/archive/client';
import { createInsightActivities } from '../../activities/archive/insights/activities';
import { createInsightLists } from '../../activities/archive/insights/insight-lists';
import { createHandOver } from '../../activities/archive/records';
import { createArchiveStore, type ArchiveStore } from '../../activities/archive/store';
import { createCloudflareClient } from '../../activities/cloudflare/client';
import { createListInsights, type ListInsightsInput } from '../../activities/cloudflare/list-insights';
import { createRequestPace } from '../../activities/shared/request-pace';
import type { QuotaStanding } from '../../domain/request-quota';
import {
  ACCOUNT_ID,
  RETENTION,
  type FromProcess,
  type Task,
  type TaskResult,
  type TaskStore,
  type ToProcess,
  type WrittenObject,
} from './tasks';

/** A process that does one task and then waits to be ended, so that what it has used can be read from outside. */
const NO_SIGNAL = new AbortController().signal;
const MAX_BYTES = 512 * 1024 * 1024;

process.on('message', ({ store, task }: ToProcess) => {
  void doTask(store, task).then(tell);
});
process.on('disconnect', () => process.exit());
tell('ready');

function tell(message: FromProcess): void {
  process.send?.(message);
}

function perform<I, R>(activity: (input: I) => Promise<R>, input: I): Promise<R> {
  return new MockActivityEnvironment().run(activity, input);
}

async function doTask({ endpoint, region, credentials, bucket }: TaskStore, task: Task): Promise<TaskResult> {
  const settings: ArchiveSettings = {
    endpoint,
    region,
    bucket,
    prefix: '',
    retention: RETENTION,
    requireImmutability: true,
    ...credentials,
  };
  const store = createArchiveStore(createS3Client(settings), bucket);
  switch (task.kind) {
    case 'sync':
      return sync(store, settings, task);
    case 'list':
      return list(store, task);
    case 'floor':
      return parseAll(store, task.keys);
  }
}

/** Pages, scrubbing and staging; every request is granted at once, and none has to wait its turn. */
async function list(
  store: ArchiveStore,
  { run, baseUrl, token }: Extract<Task, { readonly kind: 'list' }>,
): Promise<TaskResult> {
  const pace = createRequestPace({ requests: 1_000_000, windowMs: 1_000, burst: 5 });
  const client = createCloudflareClient({ baseUrl, token, pace });
  const quota: QuotaStanding = { month: '2026-11', limit: 2_500, reserve: 5, used: 0, left: 2_500, forecast: 0 };
  const listInsights = createListInsights({
    findAccount: () => ({ id: ACCOUNT_ID, client }),
    allowance: {
      reserve: () => Promise.resolve({ granted: true, quota }),
      settle: () => Promise.resolve(quota),
    },
    lists: createInsightLists(store, { prefix: '' }),
  });
  const input: ListInsightsInput = {
    account: 'bench',
    list: 'open',
    run,
    purpose: 'sync',
    pages: null,
    pageSize: 1_000,
  };
  const startMs = performance.now();
  const listed = await perform(listInsights, input);
  const wallMs = performance.now() - startMs;
  if (!listed.complete) throw new Error(`the listing is incomplete: ${listed.why}`);
  return { wallMs, count: listed.staged.count, objects: {} };
}

/** As the workflow does it, the tickets aside. */
async function sync(
  store: ArchiveStore,
  settings: ArchiveSettings,
  { run, runStart, open, dismissed, newestSeq }: Extract<Task, { readonly kind: 'sync' }>,
): Promise<TaskResult> {
  const { compareInsights, commitInsights } = createInsightActivities({
    store,
    handOver: createHandOver(store, settings),
    settings,
    findAccount: () => ({
      id: ACCOUNT_ID,
      filter: { severity: [], excludeSeverity: [], issueType: [], excludeIssueType: [] },
      includeDismissed: false,
      inventoryDays: 30,
      ticketsFrom: null,
    }),
  });
  const startMs = performance.now();
  const account = 'bench';
  const compared = await perform(compareInsights, {
    account,
    run,
    runStart,
    job: 'sync',
    open,
    dismissed,
    undecided: 'ask',
    newestSeq,
  });
  if (compared.state !== 'changed') throw new Error(`the comparison ended ${compared.state}`);
  const { draft } = compared;
  const { key } = await perform(commitInsights, { account, draft, orders: null, filed: [], failed: [] });
  const wallMs = performance.now() - startMs;
  const written = async (key: string): Promise<WrittenObject> => {
    const found = await store.read(key, NO_SIGNAL, MAX_BYTES);
    return { key, bytes: found?.bytes.length ?? 0 };
  };
  return {
    wallMs,
    count: draft.records?.count ?? 0,
    objects: {
      ...(draft.records === null ? {} : { records: await written(draft.records.key) }),
      inventory: await written(draft.inventory.key),
      commit: await written(key),
    },
  };
}

async function parseAll(store: ArchiveStore, keys: readonly string[]): Promise<TaskResult> {
  let wallMs = 0;
  let count = 0;
  for (const key of keys) {
    const found = await store.read(key, NO_SIGNAL, MAX_BYTES);
    if (found === undefined) throw new Error(`${key} is not there`);
    const startMs = performance.now();
    for (const line of gunzipSync(found.bytes).toString('utf8').split('\n')) {
      if (line === '') continue;
      JSON.parse(line);
      count += 1;
    }
    wallMs += performance.now() - startMs;
  }
  return { wallMs, count, objects: {} };
}
