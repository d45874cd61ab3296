import fc from 'fast-check';
import { ACTION_KINDS } from '../../../../domain/investigation/action-kind';
import type { TimelineEvent } from '../../../../domain/investigation/timeline';
import { CURL, DATACENTRE, did, HOTEL, OFFICE, USUAL_DAY, USUAL_PIPELINE } from './build';
import { HISTORIES } from './index';

/** Times of the history, and times in question. */
export const PAST = ['-23h', '-20h', '-18h30m', '-12h', '-8h', '-5h', '-4h20m'];
export const FOCUS = ['-3h', '-50m', '-20m', '-5m', '+0m', '+5m', '+12m', '+25m', '+55m', '+3h', '+11h', '+20h'];

/** Any one event. */
export function eventAt(times: readonly string[]): fc.Arbitrary<TimelineEvent> {
  return fc
    .record({
      when: fc.constantFrom(...times),
      kind: fc.constantFrom(...ACTION_KINDS),
      id: fc.uuid(),
      source: fc.constantFrom('cloudflare' as const, 'datadog' as const),
      outcome: fc.constantFrom('success' as const, 'success' as const, 'unknown' as const, 'failure' as const),
      address: fc.constantFrom(OFFICE, OFFICE, HOTEL, DATACENTRE, null),
      country: fc.constantFrom(null, null, 'DE', 'FR'),
      userAgent: fc.constantFrom('Mozilla/5.0 (X11)', CURL, 'Terraform/1.13', ''),
      credentialId: fc.constantFrom(null, null, 't1', 'ci'),
      target: fc.constantFrom('t1', 'x', 'y', ''),
      approvedIssuer: fc.boolean(),
      matchedBy: fc.constantFrom('actor' as const, 'actor' as const, 'token' as const, 'address' as const),
      timeless: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
    })
    .map(({ when, kind, timeless, ...parts }) => did(when, kind, { ...parts, ...(timeless && { time: null }) }));
}

const history = fc
  .tuple(
    fc.constantFrom([], USUAL_DAY, USUAL_PIPELINE, [...USUAL_DAY, ...USUAL_PIPELINE]),
    fc.array(eventAt(PAST), { maxLength: 6 }),
    fc.array(eventAt(FOCUS), { maxLength: 6 }),
  )
  .map((parts) => parts.flat());

/** Any shape of ordinary or hostile day, the labelled ones among them. */
export const anyHistory = fc.oneof(
  { weight: 3, arbitrary: history },
  { weight: 1, arbitrary: fc.constantFrom(...HISTORIES.map(({ events }) => [...events])) },
);
