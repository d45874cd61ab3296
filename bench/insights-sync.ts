import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createInsightLists } from '../activities/archive/insights/insight-lists';
import { createArchiveStore } from '../activities/archive/store';
import type { InsightList, ListedInsight } from '../activities/shared/insight-lists';
import { withProgress } from '../scripts/servers/progress';
import { startVersityGw, type S3Server } from '../scripts/servers/versity-gateway';
import { benchmark } from './benchmark';
import { inAProcess } from './insights-sync/in-a-process';
import { madeUpInsights } from './insights-sync/made-up-insights';
import { measureListing } from './insights-sync/measure-listing';
import { report, type Figures, type SizeFigures } from './insights-sync/report';
import { ACCOUNT_ID, type TaskStore } from './insights-sync/tasks';
import { whileUp } from './while-up';
import { wholeNumber } from './whole-number';

const HELP = `npm run bench -- insights-sync [options]

  --insights 1000,10000,100000   sizes of the inventory, each with a bucket of its own
  --json FILE                    writes the figures as JSON, too
  --cpu-prof FOLDER              writes CPU profiles of the syncs; they slow them down
`;

const TEN_MINUTES_MS = 600_000;

interface Options {
  readonly counts: readonly number[];
  readonly json: string | undefined;
  readonly profileTo: string | undefined;
}

/**
 * Measures comparing and writing: a baseline, then a sync in which every time of a scan has moved and 2 % of the insights
 * are new, gone or worse. Each runs in a process of its own, from complete listings that stand staged to the commit. The
 * listing beside them is that of a simulated Cloudflare.
 */
export const benchInsightsSync = benchmark({
  name: 'insights-sync',
  help: HELP,
  optionsOf,
  needsBuild: false,
  measure: measureAll,
  report,
});

async function measureAll({ counts, profileTo }: Options): Promise<Figures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'edgewarden-bench-'));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  const starting = withProgress('starting the S3 store', () => startVersityGw({ dir: path.join(folder, 's3') }));
  try {
    return await whileUp(starting, async (server) => {
      const sizes: SizeFigures[] = [];
      for (const count of counts) sizes.push(await measureSize(server, count, profileTo));
      return { sizes };
    });
  } finally {
    clear();
  }
}

async function measureSize(server: S3Server, count: number, profileTo: string | undefined): Promise<SizeFigures> {
  const { endpoint, region, credentials } = server;
  const store: TaskStore = { endpoint, region, credentials, bucket: `bench-${randomBytes(4).toString('hex')}` };
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  try {
    await s3.send(new CreateBucketCommand({ Bucket: store.bucket, ObjectLockEnabledForBucket: true }));
    const lists = createInsightLists(createArchiveStore(s3, store.bucket), { prefix: '' });
    const stage = async (run: string, list: InsightList, insights: readonly ListedInsight[]): Promise<string> => {
      const facts = { pageSize: 1_000, requests: Math.ceil(insights.length / 1_000), unreadable: 0 };
      return (await lists.put({ accountId: ACCOUNT_ID, run, list }, insights, facts, new AbortController().signal)).key;
    };
    const first = madeUpInsights(count, 'first');
    const listing = await withProgress(`${count} insights: listing`, () => measureListing(store, count));
    const firstList = await stage('first', 'open', first);
    const nowMs = Date.now();
    const baseline = await withProgress(`${count} insights: baseline`, () =>
      inAProcess(
        store,
        {
          ...{ kind: 'sync', run: 'first', runStart: new Date(nowMs).toISOString(), newestSeq: null },
          ...{ open: firstList, dismissed: null },
        } as const,
        profileTo,
      ),
    );
    const secondList = await stage('second', 'open', madeUpInsights(count, 'second'));
    const noneDismissed = await stage('second', 'dismissed', []);
    const second = await withProgress(`${count} insights: 2 % changed`, () =>
      inAProcess(
        store,
        {
          ...{ kind: 'sync', run: 'second', runStart: new Date(nowMs + TEN_MINUTES_MS).toISOString(), newestSeq: 1 },
          ...{ open: secondList, dismissed: noneDismissed },
        } as const,
        profileTo,
      ),
    );
    const floor = await withProgress(`${count} insights: the same objects, decompressed and parsed alone`, () =>
      inAProcess(store, { kind: 'floor', keys: [baseline.objects.inventory?.key ?? '', secondList] }),
    );
    const jsonBytes = first.reduce((sum, { json }) => sum + json.length, 0);
    return { insights: count, jsonBytes, listing, baseline, second, floor };
  } finally {
    s3.destroy();
  }
}

function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      insights: { type: 'string', default: '1000,10000,100000' },
      json: { type: 'string' },
      'cpu-prof': { type: 'string' },
    },
  });
  return {
    counts: values.insights.split(',').map((text) => wholeNumber('--insights', text, 100)),
    json: values.json,
    profileTo: values['cpu-prof'],
  };
}
