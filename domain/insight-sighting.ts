import type { Sighting } from './insight';

/** What the lists of one complete sync hold of an insight. */
export interface SightingView {
  readonly inOpen: boolean;
  readonly inDismissed: boolean;
  /** What its newest text says: that of the dismissed list when it is in both. Undefined when it is in neither. */
  readonly facts: { readonly status: string | null; readonly dismissed: boolean | null } | undefined;
  /** Whether the dismissed list was read completely. */
  readonly dismissedRead: boolean;
}

interface SightingRule {
  readonly name: string;
  readonly when: (view: SightingView) => boolean;
  readonly sighting: Sighting;
  readonly why: string;
}

/** How the lists are read. The first row that applies counts. */
export const SIGHTING_RULES = [
  {
    name: 'status resolved',
    when: ({ facts }) => facts?.status?.trim().toLowerCase() === 'resolved',
    sighting: 'resolved',
    why: 'no document says which list holds resolved ones; their status does',
  },
  {
    name: 'says dismissed',
    when: ({ facts }) => facts?.dismissed === true,
    sighting: 'dismissed',
    why: 'an answer that ignores what was asked for must not make dismissed insights open',
  },
  {
    name: 'says not dismissed',
    when: ({ facts }) => facts?.dismissed === false,
    sighting: 'open',
    why: 'nor open insights dismissed',
  },
  {
    name: 'dismissed list',
    when: ({ inDismissed }) => inDismissed,
    sighting: 'dismissed',
    why: 'it does not say, so the list does; in both, the list that was read later',
  },
  { name: 'open list', when: ({ inOpen }) => inOpen, sighting: 'open', why: 'what the open list is for' },
  {
    name: 'in neither list',
    when: ({ dismissedRead }) => dismissedRead,
    sighting: 'absent',
    why: 'both lists are complete and hold everything that still stands',
  },
  {
    name: 'not looked for',
    when: () => true,
    sighting: 'unseen',
    why: 'it may be in the list that was not read',
  },
] as const satisfies readonly SightingRule[];

/** What one complete sync saw of an insight. */
export function sightingOf(view: SightingView): Sighting {
  const rule = SIGHTING_RULES.find(({ when }) => when(view));
  if (rule === undefined) throw new TypeError('no rule says what the lists show');
  return rule.sighting;
}
