import { SENSITIVE_KINDS } from './action-kind';
import type { IndicatorRule } from './indicator';
import type { IndicatorContext, OwnEvent } from './indicator-context';
import { burst, follows, isFromNewNetwork, isKnownAutomation, isPresent, MIN_HISTORY } from './indicator-context';
import { sessionsOf } from './sessions';
import { eventRef } from './timeline';
import { userAgentClass } from './user-agent-class';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Between two countries nobody goes within an hour and works at both ends. */
const TRAVEL_MS = HOUR_MS;
const SPRAY = { count: 5, withinMs: 30 * MINUTE_MS };
const PROBING = { count: 5, withinMs: 30 * MINUTE_MS };
/** A working day moves by an hour or two. */
const FAR_HOURS = 4;
const DAY_HOURS = 24;
/** Fewer events tell no working hours. */
const MIN_HOURS_HISTORY = 5;

/** Attack indicators by where, when and with what the actor worked. Nothing explains them away. */
export const ATTACK_PRESENCE_RULES = [
  {
    id: 'new_address',
    title: 'Address new for the actor',
    explanation: 'The actor worked from a network that does not occur in the actor’s history.',
    direction: 'attack',
    weight: 25,
    technique: 'T1078.004',
    step: 'Ask the actor, by telephone or in person, where they were and whether the address is theirs.',
    detect: (context) => context.own.filter((one) => isFromNewNetwork(one, context)),
  },
  {
    id: 'new_country',
    title: 'Country new for the actor',
    explanation: 'The actor worked from a country that does not occur in the actor’s history.',
    direction: 'attack',
    weight: 20,
    technique: 'T1078.004',
    detect: ({ own, history }) => {
      const known = new Set(history.flatMap(({ event }) => event.country ?? []));
      if (known.size === 0) return [];
      return own.filter((one) => isPresent(one) && one.event.country !== null && !known.has(one.event.country));
    },
  },
  {
    id: 'impossible_travel',
    title: 'In two countries at once',
    explanation:
      'Within an hour the actor worked from two countries, at least one of them at an address the history does not know. The two sources together show it: a country that Datadog names counts for Cloudflare’s events from the same network.',
    direction: 'attack',
    weight: 35,
    technique: 'T1078.004',
    step: 'End all sessions of the actor in both systems and have the password and the second factor set anew.',
    detect: (context) => {
      const countries = countriesByNetwork(context);
      const where = (one: OwnEvent): readonly string[] =>
        one.event.country === null ? [...(countries.get(one.network ?? '') ?? [])] : [one.event.country];
      const found = new Set<OwnEvent>();
      const present = context.own.filter((one) => isPresent(one) && one.atMs !== undefined && where(one).length > 0);
      for (const [index, from] of present.entries()) {
        for (const to of present.slice(index + 1)) {
          if (!follows(from, to, TRAVEL_MS)) break;
          if (from.network === to.network || (from.established && to.established)) continue;
          if (where(from).some((country) => where(to).some((other) => other !== country))) found.add(from).add(to);
        }
      }
      return [...found];
    },
  },
  {
    id: 'new_tooling',
    title: 'Scripts where there were none',
    explanation: 'The actor, who used other sorts of programs before, called the API with a script.',
    direction: 'attack',
    weight: 15,
    technique: 'T1059.009',
    detect: ({ own, history }) => {
      const known = history.map(({ event }) => userAgentClass(event.userAgent)).filter((agent) => agent !== 'none');
      if (known.length < MIN_HISTORY || known.includes('script')) return [];
      return own.filter((one) => isPresent(one) && userAgentClass(one.event.userAgent) === 'script');
    },
  },
  {
    id: 'parallel_use',
    title: 'One credential in two places',
    explanation:
      'A token or key was in use from two networks in overlapping sessions, at least one of them unknown to the history: a copy is in somebody’s hands.',
    direction: 'attack',
    weight: 30,
    technique: 'T1550.001',
    step: 'Revoke the credential that was used from two places.',
    detect: (context) => {
      const byRef = new Map(context.own.map((one) => [eventRef(one.event), one]));
      const keyed = context.own.filter((one) => one.event.credentialId !== null && one.network !== null && one.done);
      const sessions = sessionsOf(keyed.map(({ event }) => event)).map((session) => ({
        ...session,
        own: session.events.flatMap((ref) => byRef.get(ref) ?? []),
      }));
      const found = new Set<OwnEvent>();
      for (const a of sessions) {
        for (const b of sessions) {
          if (a === b || a.credentialId !== b.credentialId || a.from > b.from || b.from > a.to) continue;
          const [left, right] = [a.own[0], b.own[0]];
          if (left === undefined || right === undefined || left.network === right.network) continue;
          if (!left.established || !right.established) for (const one of [...a.own, ...b.own]) found.add(one);
        }
      }
      return [...found];
    },
  },
  {
    id: 'shared_new_address',
    title: 'Others at the actor’s new address',
    explanation:
      'An address that is new for the actor was used under another name as well: one visitor, several accounts.',
    direction: 'attack',
    weight: 25,
    technique: 'T1078.004',
    step: 'Look at the other accounts that were used from this address as well.',
    detect: (context) => {
      const visited = new Set(
        context.own.filter((one) => isFromNewNetwork(one, context)).map(({ network }) => network),
      );
      return context.others.filter(({ network, done }) => done && network !== null && visited.has(network));
    },
  },
  {
    id: 'failures_then_success',
    title: 'Many failures, then success',
    explanation: 'Several attempts to sign in failed within half an hour, and then one succeeded.',
    direction: 'attack',
    weight: 30,
    technique: 'T1110',
    step: 'Have the actor’s password set anew, and see where else it was used.',
    detect: ({ own }) => {
      const failures = own.filter(({ event, atMs }) => event.kind === 'login_failed' && atMs !== undefined);
      return own.filter(
        (one) =>
          one.event.kind === 'login' &&
          one.done &&
          failures.filter((failure) => follows(failure, one, SPRAY.withinMs)).length >= SPRAY.count,
      );
    },
  },
  {
    id: 'refused_attempts',
    title: 'Many refused attempts',
    explanation:
      'Several different things were tried within half an hour and refused: somebody finds out what the account may do.',
    direction: 'attack',
    weight: 20,
    technique: 'T1526',
    detect: ({ own }) =>
      burst(
        own.filter((one) => !one.done && isPresent(one)),
        PROBING.count,
        PROBING.withinMs,
      ),
  },
  {
    id: 'off_hours',
    title: 'At an hour at which the actor never works',
    explanation:
      'An act that gives power or hides traces happened hours away from all that the actor did in the day before.',
    direction: 'attack',
    weight: 15,
    technique: 'T1078',
    detect: (context) => {
      const hours = new Set(context.history.flatMap(({ atMs }) => (atMs === undefined ? [] : [hourOf(atMs)])));
      if (context.history.length < MIN_HOURS_HISTORY) return [];
      return context.own.filter(
        (one) =>
          one.done &&
          one.atMs !== undefined &&
          SENSITIVE_KINDS.has(one.event.kind) &&
          !isKnownAutomation(one, context) &&
          [...hours].every((hour) => hoursApart(hour, hourOf(one.atMs ?? 0)) >= FAR_HOURS),
      );
    },
  },
  {
    id: 'no_history',
    title: 'Power from nowhere',
    explanation:
      'An act that gives power or hides traces, by somebody of whom nothing was seen in the day before: an account that sleeps, or a new one.',
    direction: 'attack',
    weight: 20,
    technique: 'T1078',
    step: 'Find out whose account this is and when it was last used.',
    detect: ({ own, history }) =>
      history.length > 0 ? [] : own.filter((one) => one.done && SENSITIVE_KINDS.has(one.event.kind)),
  },
] as const satisfies readonly IndicatorRule[];

/** Countries that events with a country show for each network, the actor’s own and others’. */
function countriesByNetwork({ own, others }: IndicatorContext): ReadonlyMap<string, ReadonlySet<string>> {
  const countries = new Map<string, Set<string>>();
  for (const { network, event } of [...own, ...others]) {
    if (network === null || event.country === null) continue;
    countries.set(network, (countries.get(network) ?? new Set()).add(event.country));
  }
  return countries;
}

function hourOf(ms: number): number {
  return new Date(ms).getUTCHours();
}

function hoursApart(a: number, b: number): number {
  const apart = Math.abs(a - b);
  return Math.min(apart, DAY_HOURS - apart);
}
