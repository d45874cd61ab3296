import type { LabelledHistory } from './build';
import { CAROL, did, didInDatadog, HOTEL, USUAL_DAY } from './build';

/** Histories that tell too little. */
export const UNDECIDED: readonly LabelledHistory[] = [
  { name: 'an actor nobody has heard of', events: [], verdict: 'inconclusive', shows: [] },
  {
    name: 'an actor of whom only the address is known, where others work',
    events: [did('+0m', 'change', { actor: CAROL, matchedBy: 'address' })],
    verdict: 'inconclusive',
    shows: [],
  },
  {
    name: 'an actor who did nothing around the anomaly',
    events: USUAL_DAY,
    verdict: 'inconclusive',
    shows: [],
  },
  {
    name: 'a first sign-in, with nothing to compare it with',
    events: [did('+0m', 'login')],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['new_address'],
  },
  {
    name: 'a token by somebody who is not approved, from the desk',
    events: [...USUAL_DAY, did('+0m', 'credential_minted', { target: 't1' })],
    verdict: 'inconclusive',
    shows: [],
  },
  {
    name: 'work of a sort that the actor never did before',
    events: [...USUAL_DAY, did('+0m', 'change', { area: 'accounts/workers/scripts' })],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['usual_work'],
  },
  {
    name: 'an act that nobody can name, in the middle of ordinary work',
    events: [...USUAL_DAY, did('+0m', 'change'), didInDatadog('+1m', 'unknown')],
    verdict: 'inconclusive',
    shows: ['usual_work'],
  },
  {
    name: 'events from outside the window only',
    events: [did('-30h', 'login'), did('+30h', 'logging_disabled', { address: HOTEL })],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['logging_disabled'],
  },
  {
    name: 'a mistake put right beside an act that nothing accounts for',
    events: [
      ...USUAL_DAY,
      did('+0m', 'logging_disabled', { target: 'job' }),
      did('+6m', 'logging_enabled', { target: 'job' }),
      did('+20m', 'credential_minted', { target: 't1' }),
    ],
    verdict: 'inconclusive',
    shows: ['quick_revert'],
  },
];
