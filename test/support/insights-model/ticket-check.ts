import type { Sandbox } from '../../../sandbox/sandbox';
import { severityOf, type Content, type ModelRecord } from './history-model';
import type { ModelSettings } from './settings';
import { idOf, SLOTS, subjectOf } from './world';

const RANK = ['low', 'moderate', 'high', 'critical'];

/** Holds the tickets in the tracker against what the records told. */
export class TicketCheck {
  /** By insight and episode: whether the episode goes on. */
  private readonly due = new Map<string, 'goes on' | 'over'>();
  /** Of runs that may have filed and never came to their commit. */
  private readonly perhaps = new Set<string>();
  /** The same of tickets closed: the insight may be back before the next sync, to which nothing has happened. */
  private readonly perhapsClosed = new Set<string>();

  constructor(
    private readonly sandbox: Sandbox,
    private readonly violations: string[],
  ) {}

  /** Records that a commit has told. */
  ordered(records: readonly ModelRecord[], from: ModelSettings['ticketsFrom']): void {
    for (const record of records) {
      const key = keyOf(record);
      if (isDue(record, from)) this.due.set(key, 'goes on');
      if (record.state === 'resolved' && this.due.has(key)) this.due.set(key, 'over');
    }
  }

  /** Records of a run without a commit. Tickets come before it, so it may have opened and closed some. */
  maybeOrdered(records: readonly ModelRecord[], from: ModelSettings['ticketsFrom']): void {
    for (const record of records) {
      if (isDue(record, from)) this.perhaps.add(keyOf(record));
      if (record.state === 'resolved') this.perhapsClosed.add(keyOf(record));
    }
  }

  /** At any time: one ticket for an episode, and none that nothing calls for. */
  check(): void {
    const keys = this.tickets().map(({ key }) => key);
    for (const key of keys.filter((each, index) => keys.indexOf(each) !== index)) this.wrong(key, 'has two tickets');
    for (const key of keys) if (!this.due.has(key) && !this.perhaps.has(key)) this.wrong(key, 'has a ticket');
  }

  /** When nothing waits any more: every episode that goes on has an open ticket, every other one none. */
  checkSettled(): void {
    const tickets = this.tickets();
    for (const [key, due] of this.due) {
      const ticket = tickets.find((each) => each.key === key);
      const isClosed = ticket !== undefined && !ticket.isOpen && this.perhapsClosed.has(key);
      if (due === 'goes on' && ticket?.isOpen !== true && !isClosed) this.wrong(key, 'goes on without an open ticket');
      if (due === 'over' && ticket?.isOpen === true) this.wrong(key, 'is over and its ticket open');
    }
  }

  get count(): number {
    return this.due.size;
  }

  private tickets() {
    return this.sandbox.control.issues().map((issue) => {
      const { description } = issue;
      const slot = Array.from({ length: SLOTS }, (_, index) => index).find((each) =>
        description.includes(`\`${subjectOf(each)}\``),
      );
      const episode = /\| Episode \| (\d+)/.exec(description)?.[1];
      const key = `${slot === undefined ? 'unknown' : idOf(slot)}/${episode ?? '?'}`;
      return { key, isOpen: issue.completedAt === null && issue.canceledAt === null };
    });
  }

  private wrong(key: string, what: string): void {
    this.violations.push(`insight and episode ${key}: ${what}`);
  }
}

/** A new or returned insight, not of the baseline, severe enough; what begins dismissed was looked at already. */
function isDue(record: ModelRecord, from: ModelSettings['ticketsFrom']): boolean {
  const begins = record.state === 'new' || record.state === 'reappeared';
  if (from === null || !begins || record['baseline'] === true || record['dismissed'] === true) return false;
  return RANK.indexOf(severityOf(record['insight'] as Content)) >= RANK.indexOf(from);
}

function keyOf({ insightId, episode }: ModelRecord): string {
  return `${insightId}/${String(episode)}`;
}
