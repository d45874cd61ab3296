import type { Sandbox } from '../../../sandbox/sandbox';

/** Something that happens at Cloudflare. */
export interface WorldChange {
  readonly what:
    'appears' | 'vanishes' | 'dismissed' | 'undismissed' | 'severity' | 'detail' | 'resolved' | 'scan' | 'nameless';
  /** Which insight. */
  readonly slot: number;
  /** Which of several values. */
  readonly choice: number;
}

/** Something that happens in the middle of a run. */
export interface MidwayChange {
  /** Happens when so many pages of insights have been answered. */
  readonly page: number;
  readonly change: WorldChange;
}

export const SLOTS = 12;
const SEVERITIES = ['Low', 'moderate', 'High', 'CRITICAL', 'Critical', 'Apocalyptic', undefined];
const TYPES = ['exposed_infrastructure', 'Email_Security', 'insecure_configuration', 'a_type_of_tomorrow'];

/** The insights of one account, as Cloudflare has them. */
export class World {
  private scans = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly accountId: string,
  ) {}

  get insights(): readonly Readonly<Record<string, unknown>>[] {
    return this.sandbox.control.insights(this.accountId) as Readonly<Record<string, unknown>>[];
  }

  change({ what, slot, choice }: WorldChange): void {
    const { control } = this.sandbox;
    const id = idOf(slot);
    const is = this.insights.find((insight) => insight['id'] === id);
    if (what === 'scan') {
      this.scans += 1;
      control.scanInsights(this.accountId);
    } else if (what === 'nameless') {
      const named = this.insights.filter((insight) => 'id' in insight);
      const isNew = named.length === this.insights.length;
      control.replaceInsights(this.accountId, [...named, ...(isNew ? [{ severity: 'High' }] : [])]);
    } else if (what === 'appears') {
      if (is === undefined)
        control.addInsight({ accountId: this.accountId, insight: insightOf(slot, choice), first: choice % 2 === 0 });
    } else if (is === undefined) {
      return;
    } else if (what === 'vanishes') {
      control.resolveInsight(id);
    } else {
      control.setInsight(id, patchOf(what, choice));
    }
  }
}

function patchOf(what: Exclude<WorldChange['what'], 'appears' | 'vanishes' | 'scan' | 'nameless'>, choice: number) {
  switch (what) {
    case 'dismissed':
      return { dismissed: true };
    case 'undismissed':
      return { dismissed: false };
    case 'resolved':
      return { status: choice % 2 === 0 ? 'Resolved' : 'active' };
    case 'severity':
      return { severity: SEVERITIES[choice % SEVERITIES.length] };
    case 'detail':
      return { payload: { zone_tag: 'd41d8cd98f00b204e9800998ecf8427e', detail: { port: choice } } };
  }
}

function insightOf(slot: number, choice: number): Readonly<Record<string, unknown>> {
  return {
    id: idOf(slot),
    ...(choice % 5 === 4 ? {} : { dismissed: choice % 5 === 3 }),
    issue_class: 'exposed_database',
    issue_type: TYPES[(slot + choice) % TYPES.length],
    payload: { zone_tag: 'd41d8cd98f00b204e9800998ecf8427e', detail: { port: 1 } },
    severity: SEVERITIES[choice % SEVERITIES.length],
    since: '2030-10-02T00:00:00Z',
    status: 'active',
    subject: subjectOf(slot),
    timestamp: '2030-10-20T03:12:45Z',
    user_classification: null,
  };
}

/** Its order is not that of the slots. */
export function idOf(slot: number): string {
  return `${((slot * 7) % SLOTS).toString(16)}50e8400-e29b-41d4-a716-44665544${String(slot).padStart(4, '0')}`;
}

/** Where a ticket shows which insight it is about. */
export const subjectOf = (slot: number): string => `host-${slot}.example.com`;
