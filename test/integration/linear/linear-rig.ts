import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createRecordStore } from '../../../activities/archive/records';
import { createArchiveStore } from '../../../activities/archive/store';
import { createS3Client } from '../../../activities/archive/client';
import {
  createLinearActivities,
  type FiledEvent,
  type FileReviewTicketsResult,
  type TicketAccount,
} from '../../../activities/linear/activities';
import { createLinearClient } from '../../../activities/linear/client';
import { judgedRecordSchema, type JudgedRecord } from '../../../activities/shared/judged-record';
import type { RecordStore } from '../../../activities/shared/record-store';
import { ticketMarker } from '../../../activities/shared/ticket-marker';
import { furtherEventComment, reopeningComment, reviewTicket } from '../../../domain/review-ticket';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { createLockedBucket, s3Connection } from '../../support/servers';
import { ACCOUNT_ID, auditEvent, judgement, reviewFacts, TICKETS } from '../../fixtures/linear/review-facts';

export const RETAIN_UNTIL = '2036-01-01T00:00:00Z';
/** Where reports are read. */
export const REPORT_SITE = 'https://acme.atlassian.net';
const TIME = '2026-11-22T01:10:09.000Z';
const signal = new AbortController().signal;

export interface LinearRig {
  readonly sandbox: Sandbox;
  readonly records: RecordStore;
  /** Stores the judgement of an event and returns the event's archive key. */
  judge(event: JudgedEvent): Promise<string>;
  /** Runs the activity as one attempt. */
  file(eventKeys: readonly string[], options?: FileOptions): Promise<readonly FiledEvent[]>;
  /** The same with its warnings. */
  result(eventKeys: readonly string[], options?: FileOptions): Promise<FileReviewTicketsResult>;
  activities(
    apiKey?: string,
    tickets?: Partial<TicketAccount['tokenWatch']['tickets']>,
  ): ReturnType<typeof createLinearActivities>;
  close(): Promise<void>;
}

export interface JudgedEvent {
  readonly event: string;
  readonly credential: string;
  readonly time?: string;
  readonly account?: string;
  readonly labels?: readonly string[];
}

interface FileOptions {
  readonly attempt?: number;
  readonly tickets?: Partial<TicketAccount['tokenWatch']['tickets']>;
  readonly apiKey?: string;
}

/** One attempt of an activity, without the worker's log. */
export function attemptNumber(attempt: number): MockActivityEnvironment {
  return new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') });
}

/** The activities between a real S3 store and the simulated Linear. */
export async function startLinearRig(): Promise<LinearRig> {
  const { endpoint, region, credentials } = s3Connection();
  const bucket = await createLockedBucket('linear');
  const settings = {
    endpoint,
    region,
    bucket,
    prefix: '',
    ...credentials,
    retention: { mode: 'GOVERNANCE' as const, days: 1 },
    requireImmutability: false,
  };
  const client = createS3Client(settings);
  const records = createRecordStore(createArchiveStore(client, bucket), settings);
  const sandbox = await startSandbox({ story: 'empty' });

  const activities: LinearRig['activities'] = (apiKey = STORY_SETTING.linear.apiKey, tickets = {}) => {
    const account = {
      id: ACCOUNT_ID,
      name: 'Acme Corp',
      tokenWatch: { tickets: { ...TICKETS, team: 'SEC', assignee: 'oncall@example.com', ...tickets } },
    };
    const linear = createLinearClient({
      baseUrl: sandbox.linearUrl.replace(/\/graphql$/, ''),
      apiKey,
      fetchTimeoutMs: 1_000,
    });
    return createLinearActivities({ linear, records, accounts: new Map([['acme', account]]), reportSite: REPORT_SITE });
  };

  async function result(eventKeys: readonly string[], { attempt = 1, tickets = {}, apiKey }: FileOptions = {}) {
    const { fileReviewTickets } = activities(apiKey, tickets);
    const input = { account: 'acme', events: eventKeys.map((eventKey) => ({ eventKey })), retainUntil: RETAIN_UNTIL };
    const filed: unknown = await attemptNumber(attempt).run(fileReviewTickets, input);
    return filed as FileReviewTicketsResult;
  }

  return {
    sandbox,
    records,
    activities,

    async judge({ event, credential, time = TIME, account = ACCOUNT_ID, labels = TICKETS.labels }) {
      const stamp = time.replaceAll(/[-:.]/g, '');
      const eventKey = `audit/v2/account=${account}/date=${time.slice(0, 10)}/${stamp}_${event}.json`;
      const facts = reviewFacts({ event: auditEvent({ time }), marker: ticketMarker(credential, event) });
      const record: JudgedRecord = judgedRecordSchema.parse({
        schema: 1,
        eventKey,
        eventSha256: 'ab'.repeat(32),
        kind: 'account_token.create',
        credential,
        event,
        eventTime: time,
        severity: 'critical',
        reasons: judgement().reasons,
        scope: judgement().scope,
        notes: judgement().notes,
        ticket: reviewTicket(facts, { ...TICKETS, labels }),
        comment: furtherEventComment(facts),
        reopeningComment: reopeningComment(facts),
      });
      await records.createRecord('judged', eventKey, record, RETAIN_UNTIL, signal);
      return eventKey;
    },

    result,
    file: async (eventKeys, options) => (await result(eventKeys, options)).events,

    async close() {
      await sandbox.close();
      client.destroy();
    },
  };
}
