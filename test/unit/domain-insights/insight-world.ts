import fc from 'fast-check';
import type { InsightFilter, InsightSeverity } from '../../../domain/insight';

/** Where Cloudflare has an insight at one sync: the list that holds it, or what it says of it there. */
export type Place =
  'absent' | 'open' | 'dismissed' | 'both' | 'flagged' | 'unflagged' | 'resolved-open' | 'resolved-dismissed';

export interface WorldInsight {
  readonly place: Place;
  readonly severity: string | undefined;
  readonly scan: number;
  readonly detail: unknown;
}

/** One complete sync: the world as it is, and the settings as they stand. */
export interface WorldSync {
  readonly insights: readonly WorldInsight[];
  readonly dismissedRead: boolean;
  readonly includeDismissed: boolean;
  readonly filter: InsightFilter;
  readonly ticketsFrom: InsightSeverity | null;
}

const INSIGHTS = 3;

const detail = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ zone_tag: 'z', deep: { port: 1 } }) },
  fc.constant({ zone_tag: 'z', deep: { port: 2 } }),
  fc.constant({ hosts: ['a', 'b'] }),
  fc.constant(null),
);

const insight: fc.Arbitrary<WorldInsight> = fc.record({
  place: fc.oneof(
    { weight: 5, arbitrary: fc.constant<Place>('open') },
    { weight: 3, arbitrary: fc.constantFrom<Place>('absent', 'dismissed') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Place>('both', 'flagged', 'unflagged', 'resolved-open', 'resolved-dismissed'),
    },
  ),
  severity: fc.constantFrom('Low', 'Low', 'moderate', 'Critical', 'Strange', undefined),
  scan: fc.nat(2),
  detail,
});

const severities = fc.subarray<InsightSeverity>(['low', 'moderate', 'high', 'critical'], {
  minLength: 0,
  maxLength: 2,
});

const filter: fc.Arbitrary<InsightFilter> = fc.record({
  severity: severities,
  excludeSeverity: fc.oneof(fc.constant([]), severities),
  issueType: fc.constantFrom([], [], ['weak_authentication'] as const, ['email_security'] as const),
  excludeIssueType: fc.constantFrom([], [], ['weak_authentication'] as const),
});

const settings = fc.record({
  includeDismissed: fc.boolean(),
  filter: fc.oneof({ weight: 2, arbitrary: fc.constant(noFilter()) }, filter),
  ticketsFrom: fc.constantFrom<InsightSeverity | null>('low', 'high', 'critical', null),
});

/** Syncs in a row. The settings change now and then, the world as it likes, some insights not at all. */
export const worldSyncs: fc.Arbitrary<readonly WorldSync[]> = fc
  .array(
    fc.record({
      moves: fc.array(fc.option(insight, { freq: 2 }), { minLength: INSIGHTS, maxLength: INSIGHTS }),
      settings: fc.option(settings, { freq: 2 }),
      dismissedRead: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    let now: readonly WorldInsight[] = Array.from({ length: INSIGHTS }, () => absent);
    let terms = { includeDismissed: false, filter: noFilter(), ticketsFrom: null as InsightSeverity | null };
    return steps.map(({ moves, settings: newTerms, dismissedRead }) => {
      now = now.map((before, index) => moves[index] ?? before);
      terms = newTerms ?? terms;
      return { insights: now, dismissedRead, ...terms };
    });
  });

const absent: WorldInsight = { place: 'absent', severity: 'Low', scan: 0, detail: null };

function noFilter(): InsightFilter {
  return { severity: [], excludeSeverity: [], issueType: [], excludeIssueType: [] };
}

/** The texts of the two lists. */
export function listedTexts(id: string, { place, severity, scan, detail: payload }: WorldInsight) {
  const text = (more: object): string =>
    JSON.stringify({ id, issue_type: 'weak_authentication', severity, payload, timestamp: `scan ${scan}`, ...more });
  switch (place) {
    case 'absent':
      return { open: undefined, dismissed: undefined };
    case 'open':
      return { open: text({}), dismissed: undefined };
    case 'dismissed':
      return { open: undefined, dismissed: text({ dismissed: true }) };
    case 'both':
      return { open: text({ dismissed: false }), dismissed: text({ dismissed: true }) };
    case 'flagged':
      return { open: text({ dismissed: true }), dismissed: undefined };
    case 'unflagged':
      return { open: undefined, dismissed: text({ dismissed: false }) };
    case 'resolved-open':
      return { open: text({ status: 'Resolved' }), dismissed: undefined };
    case 'resolved-dismissed':
      return { open: undefined, dismissed: text({ status: 'resolved', dismissed: true }) };
  }
}
