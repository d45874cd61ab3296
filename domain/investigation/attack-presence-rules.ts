import { SENSITIVE_KINDS } from './action-kind';
import type { IndicatorRule } from './indicator';
import type { IndicatorContext, OwnEvent, Span } from './indicator-context';
import { inTwoCountries, usedInParallel } from './in-two-places';
import {
  isFromNewNetwork,
  isKnownAutomation,
  isPresent,
  isVouchedFor,
  MIN_HISTORY,
  widened,
} from './indicator-context';
import { burst, countBetween } from './succession';
import { eventRef } from './timeline';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Between two countries nobody goes within an hour and works at both ends. */
const TRAVEL_MS = HOUR_MS;
const SPRAY = { count: 5, withinMs: 30 * MINUTE_MS };
const PROBING = { count: 5, withinMs: 30 * MINUTE_MS };
/** A working day moves by an hour or two. */
const FAR_HOURS = 4;
const DAY_HOURS = 24;
/** So many acts in an hour are no person’s. */
const FLOOD = { count: 300, withinMs: HOUR_MS };
/** Fewer events tell no working hours. */
const MIN_HOURS_HISTORY = 5;

/** Attack indicators by where, when and with what the actor worked. Nothing explains them away. */
export const ATTACK_PRESENCE_RULES = [
  {
    id: 'new_address',
    title: 'Address new for the actor',
    explanation:
      'The actor worked from a network that the actor’s history hardly knows: the day did not begin there, and there was no more than one sitting.',
    direction: 'attack',
    weight: 25,
    family: 'place',
    technique: 'T1078.004',
    step: 'Ask the actor, by telephone or in person, where they were and whether the address is theirs.',
    detect: (context) => {
      const places = newNetworks(context);
      return context.own.filter((one) => isPresent(one) && places.has(one.network));
    },
  },
  {
    id: 'new_country',
    title: 'Country new for the actor',
    explanation:
      'The actor worked from a country that does not occur in the actor’s history at a known network. Cloudflare’s log has no country: without Datadog this finds nothing.',
    direction: 'attack',
    weight: 20,
    family: 'place',
    technique: 'T1078.004',
    detect: ({ own, history, ordinary, focus }) => {
      if (ordinary.every(({ event }) => event.country === null)) return [];
      const known = new Set(history.flatMap(({ event, established }) => (established ? (event.country ?? []) : [])));
      const isNew = (one: OwnEvent): boolean =>
        isPresent(one) && one.event.country !== null && !known.has(one.event.country);
      const countries = new Set(focus.filter(isNew).map(({ event }) => event.country));
      return own.filter((one) => isNew(one) && countries.has(one.event.country));
    },
  },
  {
    id: 'impossible_travel',
    title: 'In two countries at once',
    explanation:
      'Within an hour the actor worked from two countries, at least one of them at an address the history does not know. The two sources together show it: a country that Datadog names counts for Cloudflare’s events from the same network. Without Datadog this finds nothing.',
    direction: 'attack',
    weight: 35,
    family: 'place',
    technique: 'T1078.004',
    step: 'End all sessions of the actor and have the password and the second factor set anew.',
    detect: (context) => inTwoCountries(context, TRAVEL_MS),
  },
  {
    id: 'new_tooling',
    title: 'Scripts where there were none',
    explanation:
      'The actor, of whom the history knows programs but no script at a known network, called the API with one.',
    direction: 'attack',
    weight: 15,
    technique: 'T1059.009',
    detect: ({ own, history, ordinary, focus }) => {
      if (ordinary.filter(({ agent }) => agent !== 'none').length < MIN_HISTORY) return [];
      if (history.some(({ agent, established }) => agent === 'script' && established)) return [];
      const scripted = (one: OwnEvent): boolean => isPresent(one) && one.agent === 'script';
      return focus.some(scripted) ? own.filter(scripted) : [];
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
    detect: ({ own }) => {
      const keyed = own.filter((one) => one.event.credentialId !== null && one.network !== null && one.done);
      const byCredential = Map.groupBy(keyed, ({ event }) => event.credentialId);
      return [...byCredential.values()].flatMap(usedInParallel);
    },
  },
  {
    id: 'shared_new_address',
    title: 'Others at the actor’s new address',
    explanation:
      'An address that is new for the actor was used under another name as well: one visitor, several accounts.',
    direction: 'attack',
    weight: 30,
    family: 'place',
    technique: 'T1078.004',
    step: 'Look at the other accounts that were used from this address as well.',
    detect: (context) => {
      const visited = newNetworks(context);
      return context.others.filter(({ network, done }) => done && visited.has(network));
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
      const failures = own.flatMap(({ event, atMs }) => (event.kind === 'login_failed' ? (atMs ?? []) : []));
      return own.filter(
        ({ event, done, atMs }) =>
          event.kind === 'login' &&
          done &&
          atMs !== undefined &&
          countBetween(failures, atMs - SPRAY.withinMs, atMs) >= SPRAY.count,
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
      'An act that gives power or hides traces happened hours away from all that the actor did in the day before, tokens and keys not counted.',
    direction: 'attack',
    weight: 15,
    technique: 'T1078',
    detect: (context) => {
      const inPerson = ({ event, atMs }: OwnEvent): boolean => event.credentialId === null && atMs !== undefined;
      if (context.ordinary.filter(inPerson).length < MIN_HOURS_HISTORY) return [];
      const hours = new Map<number, Span>();
      for (const { atMs = 0 } of context.history.filter(inPerson))
        hours.set(hourOf(atMs), widened(hours.get(hourOf(atMs)), atMs));
      const isUsualAt = (at: number): boolean =>
        [...hours].some(([hour, span]) => hoursApart(hour, hourOf(at)) < FAR_HOURS && isVouchedFor(span, at));
      return context.own.filter(
        (one) =>
          one.done &&
          one.atMs !== undefined &&
          SENSITIVE_KINDS.has(one.event.kind) &&
          !isKnownAutomation(one, context) &&
          !isUsualAt(one.atMs),
      );
    },
  },
  {
    id: 'no_history',
    title: 'Power from nowhere',
    explanation:
      'An act that gives power or hides traces, by somebody of whom nothing ordinary was seen in the day before: an account that sleeps, or a new one. What an approved issuer makes is left out.',
    direction: 'attack',
    weight: 20,
    technique: 'T1078',
    step: 'Find out whose account this is and when it was last used.',
    detect: ({ own, history }) =>
      history.length > 0
        ? []
        : own.filter(({ done, event }) => done && SENSITIVE_KINDS.has(event.kind) && !event.approvedIssuer),
  },
  {
    id: 'flood_of_acts',
    title: 'Flood of acts',
    explanation: `${FLOOD.count} or more acts in an hour around the anomaly, by nobody who does so all day: a script that runs away, or a cover for the acts that matter.`,
    direction: 'attack',
    weight: 20,
    technique: 'T1059.009',
    step: 'Stop the credential that floods the log, then look for the few acts that are unlike the rest.',
    detect: (context) =>
      burst(
        context.around.filter((one) => isPresent(one) && !isKnownAutomation(one, context)),
        FLOOD.count,
        FLOOD.withinMs,
        ({ event }) => eventRef(event),
      ),
  },
  {
    id: 'instruction_like_text',
    title: 'Text that gives orders to a machine',
    explanation:
      'A name, a user agent or a description is written like an instruction to a language model: somebody reckons with a machine that reads the log.',
    direction: 'attack',
    weight: 15,
    technique: null,
    step: 'Find out who could choose the text that reads like an instruction, and why they wrote it.',
    detect: ({ own }) => own.filter(({ instructs }) => instructs),
  },
] as const satisfies readonly IndicatorRule[];

/** Networks that are new for the actor and matter: something that has to be accounted for came from there. */
function newNetworks(context: IndicatorContext): ReadonlySet<string | null> {
  return new Set(context.focus.filter((one) => isFromNewNetwork(one, context)).map(({ network }) => network));
}

function hourOf(ms: number): number {
  return new Date(ms).getUTCHours();
}

function hoursApart(a: number, b: number): number {
  const apart = Math.abs(a - b);
  return Math.min(apart, DAY_HOURS - apart);
}
