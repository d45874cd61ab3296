import type { InsightLife, LifecycleState, Sighting, Standing } from './insight';

/** What one complete sync says of an insight. */
export interface LifecycleFacts {
  readonly sighting: Sighting;
  /** Whether members other than the time of the scan are not as they were. */
  readonly differs: boolean;
  /** Whether the filters want it written. */
  readonly wanted: boolean;
  /** Whether the settings want dismissed insights written. */
  readonly includeDismissed: boolean;
  /** Start of the run, ISO 8601 UTC. */
  readonly at: string;
}

/** A step of an insight's life within its episode. An episode's beginning is told by `TELLING_RULES`. */
type Event = Exclude<LifecycleState, 'new' | 'reappeared'>;

/** One row: where an insight stood, what was seen of it, and where it stands now. */
interface LifecycleRule {
  readonly name: string;
  readonly from: readonly (Standing | 'unknown')[];
  readonly sighting: readonly Sighting[];
  readonly when?: (facts: LifecycleFacts) => boolean;
  /** `unknown`: it is not taken up. */
  readonly to: Standing | 'unknown';
  readonly event: Event | null;
  /** A new episode begins. */
  readonly begins?: true;
  readonly why: string;
}

/** Where an insight stands after a complete sync. The first row that applies counts, and there is one for all that can be. */
export const LIFECYCLE_RULES = [
  {
    name: 'unknown, open',
    from: ['unknown'],
    sighting: ['open'],
    to: 'open',
    event: null,
    begins: true,
    why: 'first sighting',
  },
  {
    name: 'unknown, dismissed and included',
    from: ['unknown'],
    sighting: ['dismissed'],
    when: ({ includeDismissed }) => includeDismissed,
    to: 'dismissed',
    event: null,
    begins: true,
    why: 'the settings want dismissed insights written, so their first sighting counts',
  },
  {
    name: 'unknown, dismissed',
    from: ['unknown'],
    sighting: ['dismissed'],
    to: 'unknown',
    event: null,
    why: 'the dismissed list is read only to tell what became of known insights; whether it was read must not show',
  },
  {
    name: 'unknown, resolved',
    from: ['unknown'],
    sighting: ['resolved'],
    to: 'unknown',
    event: null,
    why: 'a story that was over before anybody looked',
  },
  {
    name: 'open or gone, open and different',
    from: ['open', 'gone'],
    sighting: ['open'],
    when: ({ differs }) => differs,
    to: 'open',
    event: 'changed',
    why: 'every member counts except the time of the scan, which moves by itself',
  },
  {
    name: 'open or gone, open',
    from: ['open', 'gone'],
    sighting: ['open'],
    to: 'open',
    event: null,
    why: 'nothing happened; one that was gone is back before anybody could say that it had ended',
  },
  {
    name: 'open or gone, dismissed',
    from: ['open', 'gone'],
    sighting: ['dismissed'],
    to: 'dismissed',
    event: 'dismissed',
    why: 'it left the open list because somebody set it aside',
  },
  {
    name: 'open or gone, unseen',
    from: ['open', 'gone'],
    sighting: ['unseen'],
    to: 'gone',
    event: null,
    why: 'dismissed and resolved look the same until the dismissed list is read: nothing is told that may be untrue',
  },
  {
    name: 'dismissed, open',
    from: ['dismissed'],
    sighting: ['open'],
    to: 'open',
    event: 'undismissed',
    why: 'somebody took the dismissal back',
  },
  {
    name: 'dismissed, dismissed and different',
    from: ['dismissed'],
    sighting: ['dismissed'],
    when: ({ differs }) => differs,
    to: 'dismissed',
    event: 'changed',
    why: 'what was set aside can still get worse',
  },
  {
    name: 'dismissed, dismissed',
    from: ['dismissed'],
    sighting: ['dismissed'],
    to: 'dismissed',
    event: null,
    why: 'nothing happened',
  },
  {
    name: 'dismissed, unseen',
    from: ['dismissed'],
    sighting: ['unseen'],
    to: 'dismissed',
    event: null,
    why: 'it was not expected among the open ones, and nobody looked elsewhere',
  },
  {
    name: 'known, absent',
    from: ['open', 'gone', 'dismissed'],
    sighting: ['absent'],
    to: 'resolved',
    event: 'resolved',
    why: 'both lists were read completely, unfiltered, and it is in neither',
  },
  {
    name: 'known, listed as resolved',
    from: ['open', 'gone', 'dismissed'],
    sighting: ['resolved'],
    to: 'resolved',
    event: 'resolved',
    why: 'Cloudflare says so itself',
  },
  {
    name: 'resolved, open',
    from: ['resolved'],
    sighting: ['open'],
    to: 'open',
    event: null,
    begins: true,
    why: 'the problem is back',
  },
  {
    name: 'resolved, dismissed and included',
    from: ['resolved'],
    sighting: ['dismissed'],
    when: ({ includeDismissed }) => includeDismissed,
    to: 'dismissed',
    event: null,
    begins: true,
    why: 'the problem is back and was set aside between two syncs',
  },
  {
    name: 'resolved, dismissed',
    from: ['resolved'],
    sighting: ['dismissed'],
    to: 'resolved',
    event: null,
    why: 'as for unknown ones: whether the dismissed list was read must not show',
  },
  {
    name: 'resolved, not standing',
    from: ['resolved'],
    sighting: ['resolved', 'absent', 'unseen'],
    to: 'resolved',
    event: null,
    why: 'it stays known, so that a return is told from a first appearance',
  },
] as const satisfies readonly LifecycleRule[];

/** What decides whether and how a sync tells of an insight. */
interface TellingView extends LifecycleFacts {
  /** Whether the records tell of this episode already. */
  readonly begun: boolean;
  /** Whether the records tell of any episode. */
  readonly told: boolean;
}

interface TellingRule {
  readonly name: string;
  readonly when: (view: TellingView) => boolean;
  /** `event`: what happened within the episode, if anything did. */
  readonly tells: LifecycleState | 'event' | null;
  readonly why: string;
}

/** What a sync writes of an insight. The first row that applies counts. */
export const TELLING_RULES = [
  {
    name: 'goes on',
    when: ({ begun }) => begun,
    tells: 'event',
    why: 'an episode that readers know is told to its end: filters that change meanwhile cut no life story',
  },
  {
    name: 'first told',
    when: (view) => isShown(view) && !view.told,
    tells: 'new',
    why: 'new to the readers, also when filters hid an earlier sighting; its first sighting stands beside it',
  },
  {
    name: 'told again',
    when: (view) => isShown(view),
    tells: 'reappeared',
    why: 'the last that readers know of it is that it was resolved',
  },
  {
    name: 'hidden',
    when: () => true,
    tells: null,
    why: 'filters, or its dismissal, keep it out of the records; it stays known',
  },
] as const satisfies readonly TellingRule[];

/**
 * The life of an insight after one complete sync, and what the sync tells of it.
 *
 * @param known undefined for one that was never seen
 * @returns without a life when the insight is not taken up
 * @throws TypeError for an insight that is neither known nor listed
 */
export function nextLife(
  known: InsightLife | undefined,
  facts: LifecycleFacts,
): { readonly life: InsightLife | undefined; readonly state: LifecycleState | null } {
  const from = known?.standing ?? 'unknown';
  const { to, event, begins } = ruleFor(from, facts);
  if (to === 'unknown' || (from === 'resolved' && to === 'resolved')) return { life: known, state: null };

  const episode = (known?.episode ?? 0) + (begins ? 1 : 0);
  const written = known?.written ?? 0;
  const tells = tellingOf({ ...facts, begun: written === episode, told: written > 0 });
  const state = tells === 'event' ? event : tells;
  const life = {
    standing: to,
    episode,
    firstSeen: known?.firstSeen ?? facts.at,
    lastSeen: known === undefined || isListed(facts.sighting) ? facts.at : known.lastSeen,
    written: state === null ? written : episode,
    ticketed: !begins && known?.ticketed === true,
  };
  return { life, state };
}

function ruleFor(from: Standing | 'unknown', facts: LifecycleFacts): LifecycleRule {
  const rules: readonly LifecycleRule[] = LIFECYCLE_RULES;
  const rule = rules.find(
    (row) => row.from.includes(from) && row.sighting.includes(facts.sighting) && (row.when?.(facts) ?? true),
  );
  if (rule === undefined)
    throw new TypeError(`no rule for an insight that is ${from} and was seen as ${facts.sighting}`);
  return rule;
}

function tellingOf(view: TellingView): TellingRule['tells'] {
  const rule = TELLING_RULES.find(({ when }) => when(view));
  if (rule === undefined) throw new TypeError('no rule says how to tell of an insight');
  return rule.tells;
}

/** Whether readers may see it begin: wanted, and listed where the settings have them look. */
function isShown({ wanted, sighting, includeDismissed }: LifecycleFacts): boolean {
  return wanted && (sighting === 'open' || (sighting === 'dismissed' && includeDismissed));
}

function isListed(sighting: Sighting): boolean {
  return sighting === 'open' || sighting === 'dismissed' || sighting === 'resolved';
}
