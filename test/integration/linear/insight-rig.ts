import { createS3Client } from '../../../activities/archive/client';
import { createHandOver } from '../../../activities/archive/records';
import { createArchiveStore } from '../../../activities/archive/store';
import { createLinearClient } from '../../../activities/linear/client';
import {
  createInsightTicketActivities,
  type FileInsightTicketsResult,
  type InsightTicketAccount,
} from '../../../activities/linear/insight-tickets';
import { INSIGHT_TICKETS } from '../../../activities/linear/ticket-words';
import type { InsightTicketOrder } from '../../../activities/shared/ticket-order';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { INSIGHT_TICKET_SETTINGS } from '../../fixtures/linear/insight-orders';
import { createLockedBucket, s3Connection } from '../../support/servers';
import { attemptNumber } from './linear-rig';

export const RUN_START = '2026-11-22T01:10:00.000Z';
const signal = new AbortController().signal;

type Tickets = NonNullable<NonNullable<InsightTicketAccount['insightsSync']>['tickets']>;

export interface FileOptions {
  readonly attempt?: number;
  readonly apiKey?: string;
  readonly tickets?: Partial<Tickets>;
  /** False: the account wants no tickets any more. */
  readonly wanted?: boolean;
}

export interface InsightRig {
  readonly sandbox: Sandbox;
  readonly bucket: string;
  /** Hands a text over as staged orders and returns its key. */
  stage(text: string): Promise<string>;
  /** Stages orders and runs the activity as one attempt. */
  file(orders: readonly InsightTicketOrder[], options?: FileOptions): Promise<FileInsightTicketsResult>;
  activities(options?: FileOptions): ReturnType<typeof createInsightTicketActivities>;
  close(): Promise<void>;
}

/** The activity between a real S3 store and the simulated Linear. */
export async function startInsightRig(): Promise<InsightRig> {
  const { endpoint, region, credentials } = s3Connection();
  const bucket = await createLockedBucket('insight-tickets');
  const client = createS3Client({
    endpoint,
    region,
    bucket,
    prefix: '',
    ...credentials,
    retention: { mode: 'GOVERNANCE', days: 1 },
    requireImmutability: false,
  });
  const handOver = createHandOver(createArchiveStore(client, bucket), { prefix: '' });
  const sandbox = await startSandbox({ story: 'empty' });

  const activities: InsightRig['activities'] = ({ apiKey, tickets = {}, wanted = true } = {}) => {
    const settings = { ...INSIGHT_TICKET_SETTINGS, team: 'SEC', assignee: 'oncall@example.com', ...tickets };
    const account = { name: 'Acme Corp', insightsSync: wanted ? { tickets: settings } : {} };
    const linear = createLinearClient({
      baseUrl: sandbox.linearUrl.replace(/\/graphql$/, ''),
      apiKey: apiKey ?? STORY_SETTING.linear.apiKey,
      words: INSIGHT_TICKETS,
      fetchTimeoutMs: 1_000,
    });
    return createInsightTicketActivities({ linear, handOver, accounts: new Map([['acme', account]]), bucket });
  };
  const stage = (text: string) => handOver.putLarge(text, signal);

  return {
    sandbox,
    bucket,
    stage,
    activities,

    async file(orders, options = {}) {
      const key = await stage(orders.map((order) => `${JSON.stringify(order)}\n`).join(''));
      const { fileInsightTickets } = activities(options);
      const input = { account: 'acme', orders: key, runStart: RUN_START };
      const result: unknown = await attemptNumber(options.attempt ?? 1).run(fileInsightTickets, input);
      return result as FileInsightTicketsResult;
    },

    async close() {
      await sandbox.close();
      client.destroy();
    },
  };
}
