import type { FailureType } from './failure-type';
import type { InsightSeverity, LifecycleState, Standing } from './insight';

/** `sync` is the schedule's run, the only one that writes; `dry-run` lists and compares, and writes nothing. */
export type InsightsJob = 'sync' | 'dry-run';

/** An object of the archive, by its key and the hash of its bytes. */
export interface ObjectReference {
  readonly key: string;
  /** Hex. */
  readonly sha256: string;
  /** Lines in it. */
  readonly count: number;
}

/** Something to do in the tracker for one episode of an insight. */
export interface TicketOrderReference {
  readonly insightId: string;
  readonly episode: number;
  readonly action: 'open' | 'close';
}

/** An order that could not be carried out yet; it stands in the commit, and every run tries it again. */
export interface PendingTicket extends TicketOrderReference {
  /** Start of the run that ordered it, ISO 8601 UTC. */
  readonly since: string;
  /** Why it waits; null while it was not tried yet. */
  readonly type: FailureType | null;
}

/** A pending ticket as its commit keeps it. */
export interface WaitingTicket extends PendingTicket {
  /** Object whose records say why the ticket was ordered; null when none was written. */
  readonly recordsKey: string | null;
}

export type LifecycleCounts = Readonly<Record<LifecycleState, number>>;
/** Known insights by where they stand and how severe they are. */
export type StandingCounts = Readonly<Record<Standing, Readonly<Record<InsightSeverity, number>>>>;

/** What a sync found, in numbers small enough for Temporal. */
export interface InsightFigures {
  /** Records that are written, by state. */
  readonly records: LifecycleCounts;
  /** The whole inventory, filters aside. */
  readonly standing: StandingCounts;
  /** Open insights listed, and how many of them pass the filters. */
  readonly listed: number;
  readonly wanted: number;
}

/**
 * The step that makes a sync stand: a small object, created last, that names everything else. What no commit names was
 * never written.
 */
export interface InsightCommit {
  readonly schema: 1;
  readonly accountId: string;
  /** 1, 2, 3 and so on, without gaps. */
  readonly seq: number;
  /** SHA-256 of the commit before, hex; null for the first. */
  readonly previous: string | null;
  /** Start of the run, ISO 8601 UTC. */
  readonly at: string;
  /** Id of the workflow run. */
  readonly run: string;
  /** True for the first one: everything is `new`, and nothing new has happened. */
  readonly baseline: boolean;
  /** Lifecycle records of this sync; null when filters hide all changes or only tickets were caught up on. */
  readonly records: ObjectReference | null;
  readonly inventory: ObjectReference;
  /** When the inventory's listing was begun: that of an earlier run when only tickets were caught up on. */
  readonly listedAt: string;
  readonly figures: InsightFigures;
  readonly pendingTickets: readonly WaitingTicket[];
}
