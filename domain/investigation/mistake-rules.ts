import type { ActionKind } from './action-kind';
import type { IndicatorRule } from './indicator';
import type { OwnEvent } from './indicator-context';
import { pairsWithin, successions } from './succession';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const QUICK_MS = 30 * MINUTE_MS;
const SHIFT_MS = 12 * HOUR_MS;
const RETRY_MS = 15 * MINUTE_MS;

/**
 * What takes back what. Credentials are not in here, for they can be used before they go; nor is a member who is let in and
 * put out, who may have been here, nor protection that is raised and lowered, which may end lower than it began.
 */
const REVERTS: ReadonlyMap<ActionKind, ActionKind> = new Map([
  ['security_weakened', 'security_strengthened'],
  ['logging_disabled', 'logging_enabled'],
  ['alerting_disabled', 'alerting_enabled'],
  ['create', 'delete'],
]);

/** What may stay wrong for hours before anybody notices. Logging is not in here: hours without it are hours unseen. */
const FIXABLE: ReadonlySet<ActionKind> = new Set(['security_weakened', 'alerting_disabled']);
const LOOKING: ReadonlySet<ActionKind> = new Set(['read', 'login', 'login_failed']);
const PLAIN: ReadonlySet<ActionKind> = new Set(['create', 'change', 'delete', 'read']);
const MINTED: ReadonlySet<ActionKind> = new Set(['credential_minted', 'datadog_key_created']);

/** Indicators that somebody erred, at a known place. The events that they name are explained by them. */
export const MISTAKE_RULES = [
  {
    id: 'quick_revert',
    title: 'Changed, then quickly changed back',
    explanation: 'The actor took the change back within half an hour, from the same network, a known one.',
    direction: 'mistake',
    weight: 40,
    technique: null,
    detect: ({ own }) => reverted(own, [...REVERTS.keys()], QUICK_MS),
  },
  {
    id: 'later_fix',
    title: 'One change, fixed later',
    explanation: 'The actor changed one thing and nothing else, and put the same thing right within the same shift.',
    direction: 'mistake',
    weight: 30,
    technique: null,
    detect: ({ focus }) => {
      const acts = focus.filter((one) => one.done && !LOOKING.has(one.event.kind));
      return new Set(acts.map(thingOf)).size === 1 ? reverted(acts, [...FIXABLE], SHIFT_MS) : [];
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
      const used = new Set(own.map(({ event }) => event.credentialId));
      return things(own.filter(({ event }) => !used.has(event.target))).flatMap((acts) =>
        pairsWithin(
          acts.filter(({ event }) => MINTED.has(event.kind)),
          acts.filter(({ event }) => event.kind === 'credential_deleted'),
          QUICK_MS,
        ),
      );
    },
  },
  {
    id: 'failed_then_corrected',
    title: 'Refused, then done right',
    explanation:
      'A request was refused, and the same sort of request succeeded a little later: a slip of the fingers. It explains what was refused, not what succeeded.',
    direction: 'mistake',
    weight: 20,
    technique: null,
    detect: ({ own }) => {
      const plain = own.filter(({ event, established }) => established && PLAIN.has(event.kind));
      const sorts = Map.groupBy(plain, ({ event, network }) => JSON.stringify([event.kind, event.area, network]));
      return [...sorts.values()].flatMap((alike) => {
        const [done, refused] = [alike.filter((one) => one.done), alike.filter((one) => !one.done)];
        return successions(refused, done, RETRY_MS).followed;
      });
    },
  },
] as const satisfies readonly IndicatorRule[];

/** Both sides of every act of the kinds that was taken back within a span. */
function reverted(own: readonly OwnEvent[], kinds: readonly ActionKind[], withinMs: number): readonly OwnEvent[] {
  return things(own).flatMap((acts) =>
    kinds.flatMap((kind) =>
      pairsWithin(
        acts.filter(({ event }) => event.kind === kind),
        acts.filter(({ event }) => event.kind === REVERTS.get(kind)),
        withinMs,
      ),
    ),
  );
}

/** Acts that took place, by the thing that they concern and the known place they came from: a stranger’s revert excuses nobody. */
function things(own: readonly OwnEvent[]): readonly (readonly OwnEvent[])[] {
  const placed = own.filter(({ done, established, event }) => done && established && event.target !== '');
  return [...Map.groupBy(placed, thingOf).values()];
}

function thingOf({ event, network }: OwnEvent): string {
  return JSON.stringify([event.source, event.target, network]);
}
