import type { ActionKind } from './action-kind';
import { RESTORING_KINDS } from './action-kind';
import type { IndicatorRule } from './indicator';
import { isApprovedMinting, isKnownAutomation, isUsual } from './indicator-context';
import { successions } from './succession';

const MISTYPING_MS = 15 * 60_000;
/** From here on it is no mistyping. */
const MISTYPINGS = 4;

const DAILY: ReadonlySet<ActionKind> = new Set(['create', 'change', 'delete']);

/** Indicators of ordinary work. The events that they name need no other explanation. */
export const ROUTINE_RULES = [
  {
    id: 'known_automation',
    title: 'Known automation',
    explanation: 'A credential did what it does all day, from the same network, with the same sort of program.',
    direction: 'routine',
    weight: 40,
    technique: null,
    detect: (context) => context.focus.filter((one) => one.done && isKnownAutomation(one, context)),
  },
  {
    id: 'approved_issuer',
    title: 'Approved issuer at usual work',
    explanation:
      'The settings approve the actor as an issuer of such credentials, and the actor worked from a known network.',
    direction: 'routine',
    weight: 40,
    technique: null,
    detect: ({ focus }) =>
      focus.filter(
        (one) =>
          one.done &&
          (isApprovedMinting(one) || (one.established && one.event.approvedIssuer && APPROVABLE.has(one.event.kind))),
      ),
  },
  {
    id: 'usual_work',
    title: 'Usual work',
    explanation: 'The actor did the same sort of thing the day before, and worked from a known network now.',
    direction: 'routine',
    weight: 30,
    technique: null,
    detect: (context) => context.focus.filter((one) => one.done && DAILY.has(one.event.kind) && isUsual(one, context)),
  },
  {
    id: 'usual_sign_in',
    title: 'Usual sign-in',
    explanation: 'The actor signed in from a known network.',
    direction: 'routine',
    weight: 20,
    technique: null,
    detect: ({ focus }) => focus.filter((one) => one.done && one.established && one.event.kind === 'login'),
  },
  {
    id: 'mistyped_sign_in',
    title: 'Password mistyped',
    explanation: 'A few attempts to sign in failed, and then one succeeded from the same, known network.',
    direction: 'routine',
    weight: 20,
    technique: null,
    detect: ({ focus }) => {
      const failures = focus.filter((one) => one.event.kind === 'login_failed' && one.established);
      if (failures.length > MISTYPINGS) return [];
      const successes = focus.filter((one) => one.event.kind === 'login' && one.done);
      return failures.filter((failure) => {
        const there = successes.filter(({ network }) => network === failure.network);
        return successions([failure], there, MISTYPING_MS).followed.length > 0;
      });
    },
  },
  {
    id: 'only_looked',
    title: 'Only looked',
    explanation: 'The actor read something, from a known network, and changed nothing by it.',
    direction: 'routine',
    weight: 10,
    technique: null,
    detect: ({ focus }) => focus.filter((one) => one.done && one.established && one.event.kind === 'read'),
  },
  {
    id: 'made_safer',
    title: 'Made safer',
    explanation: 'The actor switched protection on, or took power away from a credential, from a known network.',
    direction: 'routine',
    weight: 20,
    technique: null,
    detect: ({ focus }) => focus.filter((one) => one.done && one.established && SAFER.has(one.event.kind)),
  },
] as const satisfies readonly IndicatorRule[];

const APPROVABLE: ReadonlySet<ActionKind> = new Set(['credential_changed', 'secret_viewed']);

/** Removing a member or a thing is no such act: it can be sabotage. */
const SAFER: ReadonlySet<ActionKind> = new Set(
  [...RESTORING_KINDS].filter((kind) => kind !== 'member_removed' && kind !== 'delete'),
);
