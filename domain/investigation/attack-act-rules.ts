import type { ActionKind } from './action-kind';
import { MINTING_KINDS, RESTORING_KINDS } from './action-kind';
import type { IndicatorRule } from './indicator';
import type { IndicatorContext, OwnEvent } from './indicator-context';
import { isApprovedMinting, isFromNewNetwork, isKnownAutomation } from './indicator-context';
import { burst, countBetween, pairsWithin, successions } from './succession';
import type { TimelineSource } from './timeline';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const SOON_MS = HOUR_MS;
const FOOTHOLD_MS = 2 * HOUR_MS;
const SPREE = { count: 3, withinMs: HOUR_MS };
const DELETES = { count: 10, withinMs: 10 * MINUTE_MS };
const LOCKOUT = { count: 2, withinMs: HOUR_MS };
/** Nobody repairs a log for longer without saying so. */
const BLIND_MS = 2 * HOUR_MS;

const DELETING: ReadonlySet<ActionKind> = new Set(['delete', 'credential_deleted', 'member_removed']);
const HARMLESS_WHILE_BLIND: ReadonlySet<ActionKind> = new Set([
  ...RESTORING_KINDS,
  'read',
  'login',
  'login_failed',
  'logging_disabled',
]);

/** Attack indicators by what the actor did. Single acts can be mistakes; what only makes sense together cannot. */
export const ATTACK_ACT_RULES = [
  {
    id: 'credential_after_new_address',
    title: 'Credential made soon after a new address',
    explanation:
      'Within an hour of working from an unknown network the actor had a credential made, from there or from an address that the record does not name.',
    direction: 'attack',
    weight: 30,
    technique: 'T1098.001',
    step: 'Revoke the credentials that were made from the new address; a new secret for them is not enough.',
    detect: (context) => {
      const arrivals = context.own.filter((one) => isFromNewNetwork(one, context));
      const unplaced = mintings(context).filter(({ established }) => !established);
      return successions(arrivals, unplaced, SOON_MS).following;
    },
  },
  {
    id: 'minted_then_used',
    title: 'Credential made and used at once',
    explanation: 'A credential that nobody is approved to make changed something within two hours of being made.',
    direction: 'attack',
    weight: 25,
    family: 'credentials',
    technique: 'T1550.001',
    step: 'List all that was done with the new credential, and undo it.',
    detect: (context) => {
      // A credential that gives itself a new secret has not been put to use by that.
      const uses = context.own.filter(
        ({ event, done }) => event.credentialId !== event.target && event.kind !== 'read' && done,
      );
      const usesOf = Map.groupBy(uses, ({ event }) => event.credentialId);
      return [...Map.groupBy(mintings(context), ({ event }) => event.target)].flatMap(([target, made]) => {
        return pairsWithin(made, usesOf.get(target) ?? [], FOOTHOLD_MS);
      });
    },
  },
  {
    id: 'credential_spree',
    title: 'Several credentials in a row',
    explanation: 'Three or more credentials were made within an hour: one is found and revoked, the others stay.',
    direction: 'attack',
    weight: 25,
    family: 'credentials',
    technique: 'T1098.001',
    step: 'List every credential that the actor made, wherever it was made, and revoke them all.',
    detect: (context) => burst(mintings(context), SPREE.count, SPREE.withinMs),
  },
  {
    id: 'foothold_in_both',
    title: 'Credentials in both systems',
    explanation: 'Within two hours the actor had a credential made in Cloudflare and a key in Datadog.',
    direction: 'attack',
    weight: 25,
    family: 'credentials',
    technique: 'T1098.001',
    detect: (context) => {
      const made = mintings(context);
      const [here, there] = [made.filter(isIn('cloudflare')), made.filter(isIn('datadog'))];
      return [...pairsWithin(here, there, FOOTHOLD_MS), ...pairsWithin(there, here, FOOTHOLD_MS)];
    },
  },
  {
    id: 'logging_disabled',
    title: 'Logging switched off',
    explanation: 'Logs stopped being sent, kept or recorded, or were sent elsewhere.',
    direction: 'attack',
    weight: 25,
    technique: 'T1562.008',
    explainable: true,
    step: 'Switch logging on again, and compare with another source what happened meanwhile.',
    // Of pipelines too: none has to switch logs off all day, and a stolen one would.
    detect: ({ own }) => acts(own, 'logging_disabled'),
  },
  {
    id: 'alerting_disabled',
    title: 'Alerting switched off',
    explanation: 'An alert, a monitor or its way to a person was switched off, muted or removed.',
    direction: 'attack',
    weight: 20,
    technique: 'T1562.001',
    explainable: true,
    step: 'Switch the alerts on again, and see what they would have said.',
    detect: (context) => unusual(context, 'alerting_disabled'),
  },
  {
    id: 'acted_while_blind',
    title: 'Changes while logging was off',
    explanation: 'After logging was switched off, and before it was switched on again, the actor changed something.',
    direction: 'attack',
    weight: 30,
    technique: 'T1562.008',
    step: 'Go through every change that was made while logging was off.',
    detect: ({ own }) => {
      const wasBlind = blindness(own);
      return own.filter((one) => one.done && !isHarmlessWhileBlind(one) && wasBlind(one));
    },
  },
  {
    id: 'security_weakened',
    title: 'Security setting weakened',
    explanation: 'A setting that holds attackers off was moved to a weak value, or a rule was removed or opened.',
    direction: 'attack',
    weight: 20,
    technique: 'T1562.007',
    explainable: true,
    step: 'Set the weakened settings back.',
    detect: (context) => unusual(context, 'security_weakened'),
  },
  {
    id: 'sign_in_changed',
    title: 'Way of signing in changed',
    explanation: 'A second factor, an identity provider or a password was changed or removed.',
    direction: 'attack',
    weight: 25,
    technique: 'T1556.006',
    step: 'Compare second factors and identity providers with what they should be, and set them back.',
    detect: ({ own }) => acts(own, 'sign_in_changed'),
  },
  {
    id: 'member_added',
    title: 'Member added',
    explanation: 'Somebody was let into the account.',
    direction: 'attack',
    weight: 15,
    technique: 'T1136.003',
    explainable: true,
    step: 'Remove the members that nobody asked for.',
    detect: (context) => unusual(context, 'member_added'),
  },
  {
    id: 'role_changed',
    title: 'Role changed',
    explanation: 'What a member or a role may do was changed.',
    direction: 'attack',
    weight: 20,
    technique: 'T1098.003',
    step: 'Compare roles and memberships with what they were, and set them back.',
    detect: (context) => unusual(context, 'role_changed'),
  },
  {
    id: 'datadog_key_created',
    title: 'Key created in Datadog',
    explanation: 'An API or application key was created in Datadog, by nobody who is approved to do so.',
    direction: 'attack',
    weight: 15,
    family: 'credentials',
    technique: 'T1098.001',
    explainable: true,
    step: 'Revoke the Datadog key.',
    detect: (context) => unusual(context, 'datadog_key_created').filter((one) => !isApprovedMinting(one)),
  },
  {
    id: 'secret_viewed',
    title: 'Secret viewed',
    explanation: 'The Global API Key, which can do everything that its user can do, or a key of Datadog was looked at.',
    direction: 'attack',
    weight: 20,
    technique: 'T1552',
    step: 'Have the key that was looked at changed.',
    detect: ({ own }) => acts(own, 'secret_viewed').filter(({ event }) => !event.approvedIssuer),
  },
  {
    id: 'burst_of_deletes',
    title: 'Burst of deletes',
    explanation: 'Ten or more things were deleted within ten minutes.',
    direction: 'attack',
    weight: 35,
    technique: 'T1485',
    step: 'Stop the deleting credential first; then restore what was deleted.',
    detect: ({ own }) =>
      burst(
        own.filter((one) => one.done && DELETING.has(one.event.kind)),
        DELETES.count,
        DELETES.withinMs,
      ),
  },
  {
    id: 'members_removed',
    title: 'Members locked out',
    explanation: 'Two or more members were removed within an hour.',
    direction: 'attack',
    weight: 35,
    technique: 'T1531',
    step: 'Let the removed members in again, and see who is left who could.',
    detect: ({ own }) => burst(acts(own, 'member_removed'), LOCKOUT.count, LOCKOUT.withinMs),
  },
] as const satisfies readonly IndicatorRule[];

function isIn(source: TimelineSource): (one: OwnEvent) => boolean {
  return ({ event }) => event.source === source;
}

/** Tells of an event whether logging was off: from each end of it to its return, or until nobody would call it a repair. */
function blindness(own: readonly OwnEvent[]): (one: OwnEvent) => boolean {
  const vouched = acts(own, 'logging_enabled').filter(({ suspect }) => !suspect);
  const returns = Map.groupBy(vouched, ({ event }) => event.target);
  const spans: { readonly from: number; to: number }[] = [];
  for (const { event, atMs } of acts(own, 'logging_disabled')) {
    if (atMs === undefined) continue;
    const times = returns.get(event.target)?.flatMap((one) => one.atMs ?? []) ?? [];
    const back = times[countBetween(times, -Infinity, atMs - 1)] ?? Infinity;
    const to = Math.min(atMs + BLIND_MS, back - 1);
    const last = spans.at(-1);
    if (last !== undefined && atMs <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from: atMs, to });
  }
  const starts = spans.map(({ from }) => from);
  return ({ atMs }) =>
    atMs !== undefined && atMs <= (spans[countBetween(starts, -Infinity, atMs) - 1]?.to ?? -Infinity);
}

/** A job made anew, in the place of one that was removed, is no use of the darkness. */
function isHarmlessWhileBlind({ event }: OwnEvent): boolean {
  return HARMLESS_WHILE_BLIND.has(event.kind) || (event.kind === 'create' && event.area.endsWith('/logpush/jobs'));
}

/** What took place, of one kind. */
function acts(own: readonly OwnEvent[], kind: ActionKind): readonly OwnEvent[] {
  return own.filter((one) => one.done && one.event.kind === kind);
}

/** What took place, of one kind, but for pipelines that do it all day. */
function unusual(context: IndicatorContext, kind: ActionKind): readonly OwnEvent[] {
  return acts(context.own, kind).filter((one) => !isKnownAutomation(one, context));
}

/** New credentials and new secrets, but for those of approved issuers and pipelines at their usual work. */
function mintings(context: IndicatorContext): readonly OwnEvent[] {
  return context.own.filter(
    (one) =>
      one.done && MINTING_KINDS.has(one.event.kind) && !isApprovedMinting(one) && !isKnownAutomation(one, context),
  );
}
