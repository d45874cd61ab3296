import type { S3Client } from '@aws-sdk/client-s3';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createS3Client, type ArchiveSettings } from '../../../activities/archive/client';
import { createHandOver, createRecordStore } from '../../../activities/archive/records';
import { createArchiveStore, type ArchiveStore } from '../../../activities/archive/store';
import type { CloudflareAccount } from '../../../activities/cloudflare/account';
import {
  createAssessCredentials,
  type AssessCredentialsInput,
  type AssessCredentialsResult,
} from '../../../activities/cloudflare/assess-credentials';
import { createCloudflareClient, type CloudflareClient } from '../../../activities/cloudflare/client';
import {
  createReadAuditLog,
  type AuditLogChunk,
  type ReadAuditLogInput,
} from '../../../activities/cloudflare/read-audit-log';
import { createRequestPace } from '../../../activities/shared/request-pace';
import type { HandOver, RecordStore } from '../../../activities/shared/record-store';
import { ALWAYS_ON_FAMILIES } from '../../../domain/credential-kind';
import type { TicketSettings } from '../../../domain/review-ticket';
import type { FoundEvent } from '../../../domain/token-watch';
import type { Severity } from '../../../domain/judgement';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { createLockedBucket, s3Connection } from '../../support/servers';

export const ACCOUNT_ID = 'c0ffee00c0ffee00c0ffee00c0ffee00';
export const SECRET = 'reader-token-0123456789abcdef';
export const NO_SIGNAL = new AbortController().signal;
export const MINUTE_MS = 60_000;
/** The run's start in these tests: now, whole seconds. */
export const NOW_MS = Math.floor(Date.now() / 1_000) * 1_000;
export const at = (minutesAgo: number): string => new Date(NOW_MS - minutesAgo * MINUTE_MS).toISOString();

const TICKETS: TicketSettings = {
  labels: [],
  priority: { low: 'low', medium: 'medium', high: 'high', critical: 'urgent' },
};

export interface CloudflareRig {
  readonly sandbox: Sandbox;
  readonly client: CloudflareClient;
  readonly account: CloudflareAccount;
  readonly store: ArchiveStore;
  readonly records: RecordStore;
  readonly handOver: HandOver;
  read(input?: Partial<ReadAuditLogInput>): Promise<AuditLogChunk>;
  /** Every chunk of a walk, as the workflow asks for them. */
  walk(input?: Partial<ReadAuditLogInput>): Promise<AuditLogChunk[]>;
  assess(input: Partial<AssessCredentialsInput>): Promise<AssessCredentialsResult>;
  /** A client of its own; unhurried unless told otherwise. */
  createClient(options?: {
    requests?: number;
    windowMs?: number;
    token?: string;
    timeoutMs?: number;
  }): CloudflareClient;
  keys(): Promise<string[]>;
  close(): Promise<void>;
}

/** The Cloudflare activities on the sandbox's HTTP and a real store. */
export async function createCloudflareRig(
  overrides: Partial<CloudflareAccount> = {},
  { investigateFrom }: { readonly investigateFrom?: Severity } = {},
): Promise<CloudflareRig> {
  const sandbox = await startSandbox({ story: 'empty', rateLimit: { enforce: false } });
  sandbox.control.addCaller({
    secret: SECRET,
    tokenId: 'reader',
    name: 'reader',
    accounts: [ACCOUNT_ID],
    permissions: STORY_SETTING.accounts[0]!.permissions,
  });
  const connection = s3Connection();
  const bucket = await createLockedBucket('cloudflare');
  const settings: ArchiveSettings = {
    endpoint: connection.endpoint,
    region: connection.region,
    bucket,
    prefix: '',
    retention: { mode: 'GOVERNANCE', days: 1 },
    requireImmutability: true,
    ...connection.credentials,
  };
  const s3: S3Client = createS3Client(settings);
  const store = createArchiveStore(s3, bucket);
  const records = createRecordStore(store, settings);
  const handOver = createHandOver(store, settings);

  const createClient: CloudflareRig['createClient'] = ({
    requests = 1_000_000,
    windowMs = 1_000,
    token = SECRET,
    ...rest
  } = {}) =>
    createCloudflareClient({
      baseUrl: sandbox.cloudflareUrl,
      token,
      pace: createRequestPace({ requests, windowMs, burst: Math.min(5, requests - 2) }),
      ...rest,
    });
  const client = createClient();
  const account: CloudflareAccount = {
    id: ACCOUNT_ID,
    name: 'Acme',
    client,
    streams: ['v2'],
    overlapMs: 30 * MINUTE_MS,
    families: new Set(ALWAYS_ON_FAMILIES),
    scopePolicy: {
      approvedIssuers: [{ email: 'alice@example.com' }],
      readOnlyAccountIsBroad: true,
      criticalPermissionGroups: [],
      longLivedDays: 90,
    },
    ...overrides,
  };
  const deps = { findAccount: () => account, handOver, records };
  const readAuditLog = createReadAuditLog(deps);
  const assessCredentials = createAssessCredentials({
    ...deps,
    ticketTexts: () => ({ settings: TICKETS, bucket }),
    retentionDays: 1,
    investigateFrom,
  });
  const environment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const read: CloudflareRig['read'] = (input = {}) => {
    const whole: ReadAuditLogInput = {
      account: 'acme',
      stream: 'v2',
      start: { since: at(120) },
      end: at(0),
      next: null,
      seen: [],
      stage: true,
      ...input,
    };
    return environment().run(readAuditLog, whole);
  };
  return {
    sandbox,
    client,
    account,
    store,
    records,
    handOver,
    createClient,
    read,
    async walk(input = {}) {
      const chunks = [await read(input)];
      for (let next = chunks[0]!.next; next !== null; next = chunks.at(-1)!.next)
        chunks.push(await read({ ...input, next }));
      return chunks;
    },
    assess: (input) =>
      environment().run(assessCredentials, { account: 'acme', events: [], runStart: at(0), dryRun: false, ...input }),
    async keys() {
      const keys: string[] = [];
      for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
        keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
      }
      return keys;
    },
    async close() {
      await sandbox.close();
      s3.destroy();
    },
  };
}

export const idsOf = (chunks: readonly AuditLogChunk[]): (string | null)[] =>
  chunks.flatMap(({ events }) => events.map(({ id }: FoundEvent) => id));
