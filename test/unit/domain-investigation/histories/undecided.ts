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
  {
    name: 'who lets members in daily, and lets in one more',
    events: [...USUAL_DAY, did('-18h', 'member_added'), did('+0m', 'member_added', { target: '/members/m2' })],
    verdict: 'inconclusive',
    shows: ['member_added'],
  },
  {
    name: 'a person invited and taken out again, who may have been in meanwhile',
    events: [
      ...USUAL_DAY,
      did('+0m', 'member_added', { target: '/members/m1' }),
      did('+3m', 'member_removed', { target: '/members/m1' }),
    ],
    verdict: 'inconclusive',
    shows: ['member_added'],
    lacks: ['quick_revert'],
  },
  {
    name: 'one thing never touched before, changed and changed again: nothing says that the second mends the first',
    events: [
      ...USUAL_DAY,
      did('+0m', 'change', { target: 'pagerule', area: 'zones/pagerules' }),
      did('+2h', 'change', { target: 'pagerule', area: 'zones/pagerules' }),
    ],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['later_fix', 'usual_work'],
  },
  {
    name: 'a token of an approved issuer on a Monday, after a weekend without work',
    events: [did('+0m', 'credential_minted', { target: 't1', approvedIssuer: true })],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['no_history'],
  },
  {
    name: 'a setting raised and then lowered, which may end lower than it began',
    events: [
      ...USUAL_DAY,
      did('+0m', 'security_strengthened', { target: 's' }),
      did('+5m', 'security_weakened', { target: 's' }),
    ],
    verdict: 'inconclusive',
    shows: ['security_weakened'],
    lacks: ['quick_revert'],
  },
];
