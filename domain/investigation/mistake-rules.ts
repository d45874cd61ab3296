import type { ActionKind } from './action-kind';
import type { IndicatorRule } from './indicator';
import type { OwnEvent } from './indicator-context';
import { follows, isUsual } from './indicator-context';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const QUICK_MS = 30 * MINUTE_MS;
const SHIFT_MS = 12 * HOUR_MS;
const RETRY_MS = 15 * MINUTE_MS;

/** What takes back what. Credentials are not in here: they can be used before they go. */
const REVERTS: ReadonlyMap<ActionKind, ActionKind> = new Map([
  ['security_weakened', 'security_strengthened'],
  ['logging_disabled', 'logging_enabled'],
  ['alerting_disabled', 'alerting_enabled'],
  ['member_added', 'member_removed'],
  ['create', 'delete'],
]);

/** What may stay wrong for hours before anybody notices. Logging is not in here: hours without it are hours unseen. */
const FIXABLE: ReadonlySet<ActionKind> = new Set(['change', 'security_weakened', 'alerting_disabled']);
const LOOKING: ReadonlySet<ActionKind> = new Set(['read', 'login', 'login_failed']);
const PLAIN: ReadonlySet<ActionKind> = new Set(['create', 'change', 'delete', 'read']);

/** Indicators that somebody erred. The events that they name are explained by them. */
export const MISTAKE_RULES = [
  {
    id: 'quick_revert',
    title: 'Changed, then quickly changed back',
    explanation: 'The actor took the change back within half an hour, from the same network.',
    direction: 'mistake',
    weight: 40,
    technique: null,
    detect: ({ own }) =>
      paired(own, (change, revert) => {
        return (
          REVERTS.get(change.event.kind) === revert.event.kind &&
          isSameThing(change, revert) &&
          follows(change, revert, QUICK_MS)
        );
      }),
  },
  {
    id: 'later_fix',
    title: 'One change, fixed later',
    explanation: 'The actor changed one thing and nothing else, and put the same thing right within the same shift.',
    direction: 'mistake',
    weight: 30,
    technique: null,
    detect: (context) => {
      const acts = context.focus.filter((one) => one.done && !LOOKING.has(one.event.kind));
      const first = acts[0];
      if (first === undefined || acts.some((one) => !isSameThing(first, one))) return [];
      return paired(acts, (change, fix) => {
        const fixes = REVERTS.get(change.event.kind) === fix.event.kind;
        const again = change.event.kind === 'change' && fix.event.kind === 'change' && !isUsual(change, context);
        return FIXABLE.has(change.event.kind) && (fixes || again) && follows(change, fix, SHIFT_MS);
      });
    },
  },
  {
    id: 'unused_credential_withdrawn',
    title: 'Credential made and withdrawn unused',
    explanation: 'A credential was deleted within half an hour of being made, and nothing was done with it.',
    direction: 'mistake',
    weight: 40,
    technique: null,
    detect: ({ own }) => {
      const used = new Set(own.flatMap(({ event }) => event.credentialId ?? []));
      return paired(own, (minting, removal) => {
        return (
          (minting.event.kind === 'credential_minted' || minting.event.kind === 'datadog_key_created') &&
          removal.event.kind === 'credential_deleted' &&
          isSameThing(minting, removal) &&
          !used.has(minting.event.target) &&
          follows(minting, removal, QUICK_MS)
        );
      });
    },
  },
  {
    id: 'failed_then_corrected',
    title: 'Refused, then done right',
    explanation: 'A request was refused, and the same sort of request succeeded a little later: a slip of the fingers.',
    direction: 'mistake',
    weight: 20,
    technique: null,
    detect: ({ own }) => {
      const failures = own.filter((one) => !one.done && PLAIN.has(one.event.kind));
      const found = new Set<OwnEvent>();
      for (const failure of failures) {
        for (const success of own) {
          const { kind, area } = success.event;
          if (!success.done || kind !== failure.event.kind || area !== failure.event.area) continue;
          if (success.network === failure.network && follows(failure, success, RETRY_MS))
            found.add(failure).add(success);
        }
      }
      return [...found];
    },
  },
] as const satisfies readonly IndicatorRule[];

/** Both sides of every pair of things done for which the claim holds. */
function paired(
  events: readonly OwnEvent[],
  claim: (earlier: OwnEvent, later: OwnEvent) => boolean,
): readonly OwnEvent[] {
  const done = events.filter((one) => one.done);
  const byTarget = Map.groupBy(done, ({ event }) => event.target);
  const found = new Set<OwnEvent>();
  for (const earlier of done.filter(({ event }) => event.kind !== 'read')) {
    for (const later of byTarget.get(earlier.event.target) ?? []) {
      if (later !== earlier && claim(earlier, later)) found.add(earlier).add(later);
    }
  }
  return [...found];
}

/** Whether two acts concern one thing and come from one place: a stranger’s revert excuses nobody. */
function isSameThing(a: OwnEvent, b: OwnEvent): boolean {
  return (
    a.event.source === b.event.source &&
    a.event.target !== '' &&
    a.event.target === b.event.target &&
    a.network !== null &&
    a.network === b.network
  );
}
