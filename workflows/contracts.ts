import type { AuditStream } from '../domain/audit-event';
import type { InsightFigures, InsightsJob } from '../domain/insight-sync';
import type { Anomaly } from '../domain/investigation/anomaly';
import type { InvestigationTicket } from '../domain/investigation/investigation-ticket';
import type { Verdict } from '../domain/investigation/verdict-order';
import type { QuotaRefusal, QuotaStanding } from '../domain/request-quota';
import type { Job, PendingEvent, ReadWindow, StreamPosition, TimeWindow, WalkPosition } from '../domain/token-watch';

/** Input of a tokenWatch run. What the account's settings say is looked up by activities, at each run anew. */
export interface TokenWatchInput {
  /** Key of the account in the settings file. */
  readonly account: string;
  readonly job: Job;
  /** Span to read for `backfill` and `dry-run`; absent for `watch` and `sweep`, which know their own. */
  readonly window?: TimeWindow;
  /** Set by the run itself when it continues as new. */
  readonly progress?: TokenWatchProgress;
}

/**
 * Result of a tokenWatch run. For the schedule's runs it is the watermark too: the next run reads it as `lastResult`.
 * Fields are only ever added.
 */
export interface TokenWatchResult {
  readonly outcome: 'ok' | 'attention';
  /** Why the outcome is `attention`, one sentence each. */
  readonly attention: readonly string[];
  /** Start of the run, ISO 8601 UTC. */
  readonly startedAt: string;
  /** Watermark of the v2 stream, for people and metrics. */
  readonly through: string;
  readonly streams: Readonly<Partial<Record<AuditStream, StreamPosition>>>;
  /** Archive keys of the events this run finished, whoever stored them. */
  readonly archived: readonly string[];
  /** Keys left out of `archived` to keep the result small. */
  readonly archivedNotListed: number;
  /** Objects that this run added to the archive. */
  readonly created: number;
  /** Ids of the tickets that this run opened, commented on or reopened. */
  readonly tickets: readonly string[];
  /** Ids left out of `tickets`. */
  readonly ticketsNotListed: number;
  readonly flagged: number;
  readonly counts: TokenWatchCounts;
  readonly pending: readonly PendingEvent[];
  /** Short hashes of events finished within the overlap, which the next run reads again. */
  readonly seen: readonly string[];
  /** Hour of the newest manifest, `YYYY-MM-DDTHH`. */
  readonly manifestHour: string;
  /** Windows read since then, which the next manifest names. */
  readonly unnamedWindows: readonly ReadWindow[];
  /** Sweep, backfill and dry run: events that no watch run had archived. */
  readonly rescued?: RescuedEvents;
  /** Start of the last completed sweep: the next one reads from 72 h before it. */
  readonly sweptAt?: string;
}

export interface RescuedEvents {
  readonly count: number;
  /** Age of the oldest at its discovery, in hours. */
  readonly oldestHours: number;
  /** The first of them, with their ages in hours. */
  readonly first: readonly { readonly key: string; readonly ageHours: number }[];
}

export interface TokenWatchCounts {
  /** Audit events read, those read again within the overlap included. */
  readonly scanned: number;
  /** Credential events met again that an earlier run had finished. */
  readonly known: number;
  readonly deleted: number;
  readonly failed: number;
  readonly unparsed: number;
}

/** What a long run hands to its successor when it continues as new. */
export interface TokenWatchProgress {
  /** What was done so far; `startedAt` is the first link's start, where the walk ends. */
  readonly result: TokenWatchResult;
  readonly stream: AuditStream;
  /** Place in that stream's walk. */
  readonly next: WalkPosition;
}

/** Input of an insightsSync run. What the account's settings say is looked up by activities, at each run anew. */
export interface InsightsSyncInput {
  /** Key of the account in the settings file. */
  readonly account: string;
  readonly job: InsightsJob;
}

/** Result of an insightsSync run; the next run of the schedule reads it as `lastResult`. Fields are only ever added. */
export interface InsightsSyncResult {
  /** `skipped`: nothing was listed, because the allowance has to last. */
  readonly outcome: 'ok' | 'skipped' | 'attention';
  /** Why the outcome is `attention`, one sentence each. */
  readonly attention: readonly string[];
  /** What is worth knowing and asks for nothing. */
  readonly notes: readonly string[];
  /** Start of the run, ISO 8601 UTC. */
  readonly startedAt: string;
  /** Why nothing was listed; null when something was. */
  readonly skipped: SkippedListing | null;
  /** What this run listed; null without a complete listing. */
  readonly listed: ListingFigures | null;
  /** Number of the newest commit known; null before the first. */
  readonly seq: number | null;
  /** Key of the commit that this run wrote; null when nothing had changed. */
  readonly commit: string | null;
  /** True when that commit was the first one. */
  readonly baseline: boolean;
  /** Lifecycle records that this run wrote. */
  readonly changes: number;
  /** Of the newest comparison, which an earlier run may have made; null before the first. */
  readonly figures: InsightFigures | null;
  /** Start of the run that made it, ISO 8601 UTC. */
  readonly comparedAt: string | null;
  /** Ids of the tickets that this run opened, commented or closed. */
  readonly tickets: readonly string[];
  /** Ticket orders that wait for the next run. */
  readonly pendingTickets: number;
  readonly quota: QuotaStanding;
}

export interface SkippedListing {
  readonly reason: QuotaRefusal;
  readonly sentence: string;
  /** When a listing may be due, ISO 8601 UTC. */
  readonly nextAt: string;
}

export interface ListingFigures {
  readonly open: number;
  /** Null when the dismissed list was not read. */
  readonly dismissed: number | null;
  /** Requests that the ledger has counted while this run went on, lost and failed ones too. */
  readonly requests: number;
}

/** Input of an investigateAnomaly run. Its memo holds `InvestigationMemo`. */
export interface InvestigationInput {
  /** Public id: 24 hex digits. */
  readonly investigation: string;
  /** Name of the sender in the settings file. */
  readonly sender: string;
  /** ISO 8601 UTC. */
  readonly receivedAt: string;
  /** What the sender said, without secrets; untrusted. */
  readonly anomaly: Anomaly;
  /** Review ticket that is told of the report; absent for what a sender posted. */
  readonly ticket?: InvestigationTicket;
}

/** What whoever starts an investigation leaves beside it, to tell a redelivery from another message under the same id. */
export interface InvestigationMemo {
  /** SHA-256 of the delivery's bytes, hex. */
  readonly bodySha256: string;
}

/** Result of an investigateAnomaly run. Fields are only ever added. */
export interface InvestigationResult {
  readonly verdict: Verdict;
  /** 0 to 1, two decimals, from the rules. */
  readonly confidence: number;
  /** Address of the published page. */
  readonly report: string;
  readonly pageId: string;
  readonly state: 'published';
  readonly raisedByModel: boolean;
  /** What could not be read, one trusted sentence each. */
  readonly missing: readonly string[];
  readonly evidence: { readonly key: string; readonly sha256: string };
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** ISO 8601 UTC. */
  readonly finishedAt: string;
}

/** Answer to the query `investigation`. */
export interface InvestigationView {
  readonly state: 'gathering' | 'assessing' | 'publishing' | 'published' | 'failed';
  /** Null until it is assessed. */
  readonly verdict: Verdict | null;
  readonly confidence: number | null;
  /** Null until it is published. */
  readonly report: string | null;
  readonly missing: readonly string[];
  /** Why it failed; while it waits to try again: why, and until when. Trusted. */
  readonly failure: string | null;
}

/**
 * Answer to the update `awaitReport`: given before the run ends either way, and when a try has failed that the run repeats by
 * itself. Each wait asks under a new update id: under one that was answered, Temporal repeats the old answer.
 */
export type AwaitReportAnswer =
  | { readonly outcome: 'published'; readonly result: InvestigationResult }
  | { readonly outcome: 'failed'; readonly reason: string };
