import { gunzipSync } from 'node:zlib';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import {
  createInvestigationActivities,
  type InvestigationActivities,
} from '../../../activities/archive/investigation/activities';
import type { StoredAssessment } from '../../../activities/archive/investigation/assessment-store';
import { createReadReport } from '../../../activities/archive/investigation/read-report';
import type { CloudflareAccount } from '../../../activities/cloudflare/account';
import { createActorHistoryActivities } from '../../../activities/cloudflare/activities';
import { createCloudflareClient } from '../../../activities/cloudflare/client';
import { createDatadogActivities } from '../../../activities/datadog/activities';
import { createDatadogClient } from '../../../activities/datadog/client';
import type { EvidenceReference } from '../../../activities/shared/evidence-reader';
import { createRequestPace } from '../../../activities/shared/request-pace';
import type { ReadSourceInput, SourceReading } from '../../../activities/shared/source-reading';
import { ALWAYS_ON_FAMILIES } from '../../../domain/credential-kind';
import type { Anomaly } from '../../../domain/investigation/anomaly';
import type { TimelineEvent } from '../../../domain/investigation/timeline';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { createRig, NO_SIGNAL, type Rig } from './archive-rig';

export const INVESTIGATION = '0123456789abcdef01234567';
const HOUR_MS = 3_600_000;
/** Now, as far as these tests are concerned: whole seconds, so that times compare as texts. */
export const NOW_MS = Math.floor(Date.now() / 1_000) * 1_000;
export const hoursAgo = (hours: number): string => new Date(NOW_MS - hours * HOUR_MS).toISOString();

/** An anomaly of two hours ago, whose actor has an e-mail address and nothing else. */
export function anomalyOf(
  actor: Partial<Anomaly['actor']> = { email: 'dana@example.com' },
  more: Partial<Anomaly> = {},
) {
  const nobody = { email: null, id: null, tokenId: null, ip: null };
  const said = { account: null, source: null, severity: null, title: null, details: {} };
  const anomaly: Anomaly = {
    actor: { ...nobody, ...actor },
    action: 'token_create',
    timestamp: hoursAgo(2),
    ...said,
    ...more,
  };
  return anomaly;
}

export function inputOf(anomaly: Anomaly, investigation = INVESTIGATION): ReadSourceInput {
  const atMs = Date.parse(anomaly.timestamp);
  const to = new Date(Math.min(NOW_MS, atMs + 24 * HOUR_MS)).toISOString();
  return { investigation, anomaly, window: { from: new Date(atMs - 24 * HOUR_MS).toISOString(), to } };
}

export interface InvestigationRigOptions {
  readonly sandbox?: SandboxOptions;
  /** Names of the logs that each account's settings ask for. */
  readonly streams?: CloudflareAccount['streams'];
  /** Settings of Datadog; null for none. */
  readonly datadog?: {
    readonly baseUrl?: string;
    readonly retentionDays?: number;
    readonly applicationKey?: string;
  } | null;
  readonly budgetMs?: number;
  readonly timeoutMs?: number;
}

export interface InvestigationRig {
  readonly sandbox: Sandbox;
  readonly archive: Rig;
  readonly activities: InvestigationActivities;
  readHistory(input: ReadSourceInput): Promise<SourceReading>;
  readEvents(input: ReadSourceInput): Promise<SourceReading>;
  /** What a reading has handed over. */
  lines(reading: SourceReading): Promise<{ event: TimelineEvent | null; raw: Record<string, unknown> }[]>;
  events(reading: SourceReading): Promise<TimelineEvent[]>;
  run<I, R>(activity: (input: I) => Promise<R>, input: I): Promise<R>;
  store(input: ReadSourceInput, readings: readonly SourceReading[]): Promise<EvidenceReference>;
  /** Everything from reading to assessing, as the workflow does it. */
  investigate(input: ReadSourceInput): Promise<StoredAssessment>;
  report(investigation?: string): Promise<Record<string, unknown>>;
  /** The lines of an evidence object as they are stored. */
  evidence(key: string): Promise<string[]>;
  close(): Promise<void>;
}

/** The activities of investigations before the simulated providers and a real store. */
export async function createInvestigationRig(options: InvestigationRigOptions = {}): Promise<InvestigationRig> {
  const { streams = ['v2'], datadog = {}, budgetMs, timeoutMs = 5_000 } = options;
  const sandbox = await startSandbox({ story: 'empty', rateLimit: { enforce: false }, ...options.sandbox });
  const archive = await createRig();
  const { handOver, store, settings } = archive;
  const pacing = { budgetMs, pauseMs: 1 };
  const accounts = new Map(
    STORY_SETTING.accounts.map(({ id, name, secret }): [string, CloudflareAccount] => {
      const pace = createRequestPace({ requests: 1_000_000, windowMs: 1_000, burst: 5 });
      const client = createCloudflareClient({ baseUrl: sandbox.cloudflareUrl, token: secret, pace, timeoutMs });
      const account: CloudflareAccount = {
        id,
        name,
        client,
        streams,
        overlapMs: 1_800_000,
        families: new Set(ALWAYS_ON_FAMILIES),
        scopePolicy: {
          approvedIssuers: [{ email: 'alice@example.com' }],
          readOnlyAccountIsBroad: true,
          criticalPermissionGroups: [],
          longLivedDays: 90,
        },
      };
      return [name.toLowerCase().replace(' ', '-'), account];
    }),
  );
  const { apiKey, applicationKey } = STORY_SETTING.datadog;
  const source =
    datadog === null
      ? undefined
      : {
          client: createDatadogClient({ baseUrl: sandbox.datadogUrl, apiKey, applicationKey, timeoutMs, ...datadog }),
          retentionDays: datadog.retentionDays ?? 90,
        };
  const { readActorHistory } = createActorHistoryActivities({ accounts, handOver, ...pacing });
  const { readActorEvents } = createDatadogActivities({ datadog: source, handOver, ...pacing });
  const activities = createInvestigationActivities({ store, handOver, settings });
  const readReport = createReadReport(store, settings);

  const rig: InvestigationRig = {
    sandbox,
    archive,
    activities,
    run: (activity, input) =>
      new MockActivityEnvironment({ scheduledTimestampMs: Date.now() }, { logger: new DefaultLogger('ERROR') }).run(
        activity,
        input,
      ),
    readHistory: (input) => rig.run(readActorHistory, input),
    readEvents: (input) => rig.run(readActorEvents, input),
    async lines({ staged }) {
      const text = staged === null ? '' : await handOver.getLarge(staged, NO_SIGNAL);
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Awaited<ReturnType<InvestigationRig['lines']>>[number]);
    },
    events: async (reading) => (await rig.lines(reading)).flatMap(({ event }) => event ?? []),
    store: ({ investigation, anomaly, window }, readings) =>
      rig.run(activities.storeEvidence, { investigation, anomaly, window, readings }),
    async investigate(input) {
      const readings = await Promise.all([rig.readHistory(input), rig.readEvents(input).catch(missingDatadog)]);
      const evidence = await rig.store(input, readings);
      return rig.run(activities.assessAnomaly, {
        ...input,
        sender: 'edge-detector',
        sources: readings,
        evidence,
        opinion: null,
      });
    },
    report: async (investigation = INVESTIGATION) =>
      JSON.parse(await readReport(investigation, NO_SIGNAL)) as Record<string, unknown>,
    async evidence(key) {
      const found = await store.read(key, NO_SIGNAL);
      return gunzipSync(found!.bytes).toString('utf8').split('\n').slice(0, -1);
    },
    async close() {
      await sandbox.close();
      archive.s3.destroy();
    },
  };
  return rig;
}

/** As the workflow does with a source that failed. */
function missingDatadog(error: unknown): SourceReading {
  const note = error instanceof Error ? error.message : null;
  return { source: 'datadog', state: 'missing', events: 0, staged: null, note };
}
