import type { LabelledHistory } from './build';
import { did, didInDatadog, OFFICE_TOO, USUAL_DAY } from './build';

/** Histories in which somebody erred. */
export const MISTAKES: readonly LabelledHistory[] = [
  {
    name: 'logs switched off and on again within minutes were a mistake',
    events: [
      ...USUAL_DAY,
      did('+0m', 'logging_disabled', { target: 'job' }),
      did('+6m', 'logging_enabled', { target: 'job' }),
    ],
    verdict: 'misconfiguration',
    shows: ['quick_revert', 'logging_disabled', 'made_safer'],
  },
  {
    name: 'encryption lowered and raised again from the next desk was a mistake',
    events: [
      ...USUAL_DAY,
      did('+0m', 'security_weakened', { target: 'ssl' }),
      did('+9m', 'security_strengthened', { target: 'ssl', address: OFFICE_TOO }),
    ],
    verdict: 'misconfiguration',
    shows: ['quick_revert', 'security_weakened'],
  },
  {
    name: 'a monitor muted by mistake speaks again',
    events: [
      ...USUAL_DAY,
      didInDatadog('+0m', 'alerting_disabled', { target: 'monitor/1' }),
      didInDatadog('+20m', 'alerting_enabled', { target: 'monitor/1' }),
    ],
    verdict: 'misconfiguration',
    shows: ['quick_revert', 'alerting_disabled'],
  },
  {
    name: 'one setting weakened and put right three hours later was a mistake',
    events: [
      ...USUAL_DAY,
      did('+0m', 'security_weakened', { target: 'waf' }),
      did('+3h', 'security_strengthened', { target: 'waf' }),
    ],
    verdict: 'misconfiguration',
    shows: ['later_fix', 'security_weakened'],
    lacks: ['quick_revert'],
  },
  {
    name: 'a Datadog key made and withdrawn unused was a mistake',
    events: [
      ...USUAL_DAY,
      didInDatadog('+0m', 'datadog_key_created', { target: 'k1' }),
      didInDatadog('+6m', 'credential_deleted', { target: 'k1' }),
    ],
    verdict: 'misconfiguration',
    shows: ['unused_credential_withdrawn', 'datadog_key_created'],
  },
  {
    name: 'a token made and withdrawn unused was a mistake',
    events: [
      ...USUAL_DAY,
      did('+0m', 'credential_minted', { target: 't1' }),
      did('+6m', 'credential_deleted', { target: 't1' }),
    ],
    verdict: 'misconfiguration',
    shows: ['unused_credential_withdrawn'],
  },
  {
    name: 'a change refused and then done right was a slip',
    events: [...USUAL_DAY, did('+0m', 'change', { outcome: 'failure' }), did('+2m', 'change')],
    verdict: 'misconfiguration',
    shows: ['failed_then_corrected', 'usual_work'],
  },
];
