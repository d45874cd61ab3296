import type { LabelledHistory } from './build';
import { DATACENTRE, OFFICE } from './build';
import { CAROL, did, didInDatadog, HOTEL, OFFICE_TOO, piped, times, USUAL_DAY, USUAL_PIPELINE } from './build';

/** Histories of ordinary work. */
export const ROUTINES: readonly LabelledHistory[] = [
  {
    name: 'a pipeline that lowers a setting for each deployment does so once more',
    events: [
      ...['-20h', '-16h', '-12h'].map((when) => piped(when, 'security_weakened')),
      piped('+0m', 'security_weakened'),
    ],
    verdict: 'benign',
    shows: ['known_automation'],
    lacks: ['security_weakened'],
  },
  {
    name: 'a pipeline applies what it applies all day',
    events: [...USUAL_PIPELINE, ...times(8, (when, n) => piped(when, 'change', { target: `r${n}` }))],
    verdict: 'benign',
    shows: ['known_automation'],
  },
  {
    name: 'a pipeline knows no hours',
    events: [
      ...['-9h', '-8h', '-7h', '-6h', '-5h'].map((when) => piped(when, 'security_weakened')),
      piped('+0m', 'security_weakened'),
    ],
    verdict: 'benign',
    shows: ['known_automation'],
    lacks: ['off_hours'],
  },
  {
    name: 'a desk and a tunnel in another country, both known, are one person',
    events: [
      ...USUAL_DAY,
      ...['-18h', '-17h', '-16h'].map((when) => didInDatadog(when, 'read', { address: DATACENTRE, country: 'FR' })),
      didInDatadog('+0m', 'read'),
      didInDatadog('+5m', 'read', { address: DATACENTRE, country: 'FR' }),
    ],
    verdict: 'benign',
    shows: ['only_looked'],
    lacks: ['impossible_travel'],
  },
  {
    name: 'a pipeline that runs on two known machines at once has not been copied',
    events: [
      ...USUAL_PIPELINE,
      ...['-20h', '-16h', '-12h'].map((when) => piped(when, 'change', { address: OFFICE })),
      piped('+0m', 'change'),
      piped('+5m', 'change', { address: OFFICE }),
      piped('+10m', 'change'),
    ],
    verdict: 'benign',
    shows: ['known_automation'],
    lacks: ['parallel_use'],
  },
  {
    name: 'an approved issuer makes a token at the desk',
    events: [...USUAL_DAY, did('+0m', 'credential_minted', { target: 't1', approvedIssuer: true })],
    verdict: 'benign',
    shows: ['approved_issuer'],
  },
  {
    name: 'an approved issuer makes a key in Datadog at the desk',
    events: [...USUAL_DAY, didInDatadog('+0m', 'datadog_key_created', { target: 'k1', approvedIssuer: true })],
    verdict: 'benign',
    shows: ['approved_issuer'],
    lacks: ['datadog_key_created'],
  },
  {
    name: 'who changes records daily changes one more',
    events: [...USUAL_DAY, did('+0m', 'change', { address: OFFICE_TOO })],
    verdict: 'benign',
    shows: ['usual_work'],
  },
  {
    name: 'who changes records daily changes one of them twice',
    events: [...USUAL_DAY, did('+0m', 'change'), did('+1h', 'change')],
    verdict: 'benign',
    shows: ['usual_work'],
    lacks: ['later_fix'],
  },
  {
    name: 'signing in at the desk is ordinary',
    events: [...USUAL_DAY, did('+0m', 'login')],
    verdict: 'benign',
    shows: ['usual_sign_in'],
  },
  {
    name: 'mistyping a password twice at the desk is ordinary',
    events: [...USUAL_DAY, ...times(2, (when) => did(when, 'login_failed')), did('+3m', 'login')],
    verdict: 'benign',
    shows: ['mistyped_sign_in', 'usual_sign_in'],
    lacks: ['failures_then_success'],
  },
  {
    name: 'only looking is ordinary',
    events: [...USUAL_DAY, didInDatadog('+0m', 'read'), did('+3m', 'read')],
    verdict: 'benign',
    shows: ['only_looked'],
  },
  {
    name: 'switching protection on harms nobody',
    events: [...USUAL_DAY, did('+0m', 'security_strengthened')],
    verdict: 'benign',
    shows: ['made_safer'],
  },
  {
    name: 'what a colleague does at the same address is not the actor’s',
    events: [
      ...USUAL_DAY,
      did('+0m', 'change'),
      didInDatadog('+5m', 'logging_disabled', { actor: CAROL, matchedBy: 'address' }),
    ],
    verdict: 'benign',
    shows: ['usual_work'],
    lacks: ['logging_disabled'],
  },
  {
    name: 'a failed sign-in from afar is anybody’s, and the actor’s own work stays ordinary',
    events: [...USUAL_DAY, did('-8h', 'login_failed', { address: HOTEL }), did('+0m', 'change')],
    verdict: 'benign',
    shows: ['usual_work'],
    lacks: ['new_address'],
  },
];
