import { gunzipSync } from 'node:zlib';
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import {
  createInsightActivities,
  type CompareInsightsResult,
  type InsightActivities,
} from '../../../activities/archive/insights/activities';
import type { InsightAccount } from '../../../activities/archive/insights/insight-activity-deps';
import { createInsightLists } from '../../../activities/archive/insights/insight-lists';
import type { InsightLists, ListedInsight } from '../../../activities/shared/insight-lists';
import { insightCommitPrefix } from '../../../domain/archive-key';
import type { InsightCommit, ObjectReference, PendingTicket, TicketOrderReference } from '../../../domain/insight-sync';
import { ACCOUNT_ID, createRig, NO_SIGNAL, RUN_START, type Rig } from './archive-rig';

/** A moment of the story, in minutes after the first run. */
export const at = (minutes: number): string => new Date(Date.parse(RUN_START) + minutes * 60_000).toISOString();

export const ANY_INSIGHT = { severity: [], excludeSeverity: [], issueType: [], excludeIssueType: [] } as const;

/** An insight's JSON as Cloudflare has it, on one line. */
export function insight(id: string, members: Record<string, unknown> = {}): ListedInsight {
  const document = {
    id,
    dismissed: false,
    issue_class: 'exposed_database',
    issue_type: 'exposed_infrastructure',
    severity: 'Moderate',
    subject: `${id}.example.com`,
    since: '2026-10-02T00:00:00Z',
    timestamp: '2026-11-20T03:12:45Z',
    ...members,
  };
  return { id, json: JSON.stringify(document) };
}

export interface SyncOptions {
  readonly run: string;
  /** Minutes after the first run. */
  readonly minutes?: number;
  readonly open: readonly ListedInsight[];
  readonly dismissed?: readonly ListedInsight[];
  readonly undecided?: 'ask' | 'keep';
  readonly job?: 'sync' | 'dry-run';
  readonly newestSeq?: number | null;
  readonly comparedAt?: string;
  readonly filed?: readonly TicketOrderReference[];
  readonly failed?: readonly PendingTicket[];
}

type Changed = Extract<CompareInsightsResult, { readonly state: 'changed' }>;

export interface InsightRig {
  readonly archive: Rig;
  readonly lists: InsightLists;
  readonly activities: InsightActivities;
  /** The account's settings from now on. */
  configure(account: Partial<InsightAccount>): void;
  run<I, R>(activity: (input: I) => Promise<R>, input: I): Promise<R>;
  stage(run: string, list: 'open' | 'dismissed', insights: readonly ListedInsight[]): Promise<string>;
  /** Stages and compares, as the workflow does. */
  compare(options: SyncOptions): Promise<CompareInsightsResult>;
  /** A whole sync that finds something changed; tickets are filed as `filed` and `failed` say. */
  sync(options: SyncOptions): Promise<Changed>;
  /** The records of a sync, as objects. */
  records(result: Changed): Promise<Record<string, unknown>[]>;
  lines(object: ObjectReference): Promise<string[]>;
  commits(): Promise<InsightCommit[]>;
  keys(prefix: string): Promise<string[]>;
  /** Covers an object with a delete marker, as anybody may who is allowed to delete. */
  remove(key: string): Promise<void>;
  /** Puts a version on top of what is there. */
  overwrite(key: string, body: string | Uint8Array): Promise<void>;
  /** All bytes that the bucket holds, decompressed. */
  everything(): Promise<string>;
  stop(): void;
}

export async function createInsightRig(overrides: Parameters<typeof createRig>[0] = {}): Promise<InsightRig> {
  const archive = await createRig(overrides);
  const { s3, bucket, store, handOver, settings } = archive;
  let account: InsightAccount = {
    id: ACCOUNT_ID,
    filter: ANY_INSIGHT,
    includeDismissed: false,
    inventoryDays: 30,
    ticketsFrom: null,
  };
  const activities = createInsightActivities({ store, handOver, settings, findAccount: () => account });
  const lists = createInsightLists(store, settings);
  const { prefix } = settings;

  const rig: InsightRig = {
    archive,
    lists,
    activities,
    configure: (members) => void (account = { ...account, ...members }),
    run: (activity, input) =>
      new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(activity, input),
    async stage(run, list, insights) {
      const sorted = [...insights].sort((a, b) => (a.id < b.id ? -1 : 1));
      const facts = { pageSize: 1_000, requests: 1, unreadable: 0 };
      return (await lists.put({ accountId: ACCOUNT_ID, run, list }, sorted, facts, NO_SIGNAL)).key;
    },
    async compare({
      run,
      minutes = 0,
      open,
      dismissed,
      undecided = 'ask',
      job = 'sync',
      newestSeq = null,
      comparedAt,
    }) {
      return rig.run(activities.compareInsights, {
        account: 'acme',
        run,
        runStart: at(minutes),
        job,
        open: await rig.stage(run, 'open', open),
        dismissed: dismissed === undefined ? null : await rig.stage(run, 'dismissed', dismissed),
        undecided,
        newestSeq,
        ...(comparedAt === undefined ? {} : { comparedAt }),
      });
    },
    async sync(options) {
      const compared = await rig.compare(options);
      if (compared.state !== 'changed') throw new Error(`this sync is ${compared.state}`);
      const { draft, orders } = compared;
      const { filed = [], failed = [] } = options;
      await rig.run(activities.commitInsights, { account: 'acme', draft, orders, filed, failed });
      return compared;
    },
    async records({ draft }) {
      const lines = draft.records === null ? [] : await rig.lines(draft.records);
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    async lines({ key }) {
      const found = await store.read(key, NO_SIGNAL);
      return gunzipSync(found!.bytes).toString('utf8').split('\n').slice(0, -1);
    },
    async commits() {
      const keys = await store.list(insightCommitPrefix(prefix, ACCOUNT_ID), NO_SIGNAL);
      const found = await Promise.all(keys.map((key) => store.read(key, NO_SIGNAL)));
      return found.map((object) => JSON.parse(object!.bytes.toString('utf8')) as InsightCommit);
    },
    keys: (below) => store.list(below, NO_SIGNAL),
    async remove(key) {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
    async overwrite(key, body) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async everything() {
      const texts: string[] = [];
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
      for (const { Key = '' } of Versions) {
        const { bytes } = (await store.read(Key, NO_SIGNAL))!;
        texts.push(Key, (Key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
      }
      return texts.join('\n');
    },
    stop: () => s3.destroy(),
  };
  return rig;
}
