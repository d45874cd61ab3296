import type { LabelledHistory } from './build';
import { CAROL, CURL, did, didInDatadog, HOTEL, piped, times, USUAL_DAY, USUAL_PIPELINE } from './build';

const away = { address: HOTEL };
const scripted = { address: HOTEL, userAgent: CURL };

/** Histories in which an attack shows, or may show, by where, when and with what somebody worked. */
export const ATTACKS_BY_PRESENCE: readonly LabelledHistory[] = [
  {
    name: 'reading from an address that nobody knows has to be asked about',
    events: [...USUAL_DAY, did('+0m', 'read', away)],
    verdict: 'inconclusive',
    shows: ['new_address'],
    lacks: ['only_looked'],
  },
  {
    name: 'reading from a country that nobody knows has to be asked about, even from a known network',
    events: [...USUAL_DAY, didInDatadog('+0m', 'read', { country: 'FR' })],
    verdict: 'inconclusive',
    shows: ['new_country'],
    lacks: ['new_address', 'impossible_travel'],
  },
  {
    name: 'one person in Cloudflare at the hotel and in Datadog at the desk within an hour is two persons, or one with a tunnel',
    events: [
      ...USUAL_DAY,
      didInDatadog('-10m', 'login'),
      did('+0m', 'read', away),
      didInDatadog('+20m', 'read', { ...away, country: 'FR' }),
    ],
    verdict: 'inconclusive',
    shows: ['impossible_travel', 'new_address', 'new_country'],
  },
  {
    name: 'who is in two countries at once and changes the second factor is two persons',
    events: [
      ...USUAL_DAY,
      didInDatadog('-10m', 'login'),
      didInDatadog('+0m', 'read', { ...away, country: 'FR' }),
      did('+20m', 'sign_in_changed', away),
    ],
    verdict: 'likely_malicious',
    shows: ['impossible_travel', 'sign_in_changed'],
  },
  {
    name: 'a place from which nobody ever got in is not known',
    events: [...USUAL_DAY, did('-8h', 'login_failed', away), did('+0m', 'read', away)],
    verdict: 'inconclusive',
    shows: ['new_address'],
  },
  {
    name: 'a pipeline that lets a member in does what it never did',
    events: [...USUAL_PIPELINE, piped('+0m', 'member_added')],
    verdict: 'inconclusive',
    shows: ['member_added'],
    lacks: ['known_automation'],
  },
  {
    name: 'a script in the hands of somebody who uses a browser has to be asked about',
    events: [...USUAL_DAY, did('+0m', 'read', { userAgent: CURL })],
    verdict: 'inconclusive',
    shows: ['new_tooling'],
  },
  {
    name: 'a pipeline’s token that is at work in two places has been copied',
    events: [
      ...USUAL_PIPELINE,
      piped('+0m', 'change'),
      piped('+5m', 'read', scripted),
      piped('+10m', 'change'),
      piped('+15m', 'read', scripted),
    ],
    verdict: 'likely_malicious',
    shows: ['parallel_use', 'new_address', 'new_tooling', 'known_automation'],
  },
  {
    name: 'one visitor with two names and a script at one new address, who lets somebody in, is an attack',
    events: [
      ...USUAL_DAY,
      did('+0m', 'read', scripted),
      didInDatadog('+4m', 'read', { ...scripted, country: null, actor: CAROL, matchedBy: 'address' }),
      did('+9m', 'member_added', scripted),
    ],
    verdict: 'likely_malicious',
    shows: ['shared_new_address', 'new_address', 'new_tooling', 'member_added'],
  },
  {
    name: 'colleagues at one address that is new for the actor, as behind a tunnel, have to be asked about',
    events: [
      ...USUAL_DAY,
      did('+0m', 'read', away),
      didInDatadog('+4m', 'read', { ...away, actor: CAROL, matchedBy: 'address' }),
    ],
    verdict: 'inconclusive',
    shows: ['shared_new_address', 'new_address'],
  },
  {
    name: 'a password that is guessed by a script from a new address is an attack',
    events: [...USUAL_DAY, ...times(5, (when) => did(when, 'login_failed', scripted)), did('+6m', 'login', scripted)],
    verdict: 'likely_malicious',
    shows: ['failures_then_success', 'new_address', 'new_tooling'],
  },
  {
    name: 'a script that tries one thing after the other from a new address is an attack',
    events: [
      ...USUAL_DAY,
      ...times(5, (when, n) => didInDatadog(when, 'read', { ...scripted, outcome: 'failure', target: `t${n}` })),
    ],
    verdict: 'likely_malicious',
    shows: ['refused_attempts', 'new_address', 'new_tooling'],
  },
  {
    name: 'a token made at night by somebody who works by day has to be asked about, approved or not',
    events: [...USUAL_DAY, did('+11h', 'credential_minted', { target: 't1', approvedIssuer: true })],
    verdict: 'inconclusive',
    shows: ['off_hours', 'approved_issuer'],
  },
  {
    name: 'an account that slept and wakes to make keys, members and roles was taken over',
    events: [
      didInDatadog('+0m', 'datadog_key_created', { target: 'k1' }),
      didInDatadog('+5m', 'member_added'),
      didInDatadog('+9m', 'role_changed'),
    ],
    verdict: 'likely_malicious',
    shows: ['no_history', 'datadog_key_created', 'member_added', 'role_changed'],
  },
  {
    name: 'a token that a script has made minutes after its first call from a new address is an attack',
    events: [
      ...USUAL_DAY,
      did('-10m', 'login', scripted),
      did('+0m', 'credential_minted', { ...scripted, target: 't1' }),
    ],
    verdict: 'likely_malicious',
    shows: ['credential_after_new_address', 'new_address', 'new_tooling'],
  },
];
