import type { TimelineEvent } from '../timeline';
import type { Inline } from './adf';
import { text } from './adf';
import { CELL_CAP, strangerValue } from './stranger-text';

/** Whether an act was tried and refused; a failed sign-in says so by itself. */
export function hasFailed({ kind, outcome }: TimelineEvent): boolean {
  return outcome === 'failure' && kind !== 'login_failed';
}

/** Whether nothing but the address ties it to the actor. */
export function isOfOthers({ matchedBy }: TimelineEvent): boolean {
  return matchedBy === 'address';
}

/** Who did it, said only where it may be somebody else: each phrase stands by itself. */
export function byWhom(event: TimelineEvent): readonly Inline[] {
  const { matchedBy, actor, approvedIssuer } = event;
  const recordedName = actor.email || actor.name || actor.id;
  const name = recordedName === '' ? text('somebody without a name') : strangerValue(recordedName, CELL_CAP);
  return [
    ...(isOfOthers(event) ? [[...text('by '), ...name, ...text(', who shares only the address')]] : []),
    ...(matchedBy === 'token' ? [[...text('with a token of the actor, recorded as '), ...name]] : []),
    ...(approvedIssuer ? [text('by an approved issuer')] : []),
  ];
}
