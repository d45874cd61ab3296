import type { CloudflareState } from '../cloudflare/state';
import type { Json } from '../json';
import { CORP_INSIGHTS } from './corp-insights';
import { INSIGHT_CLASSES, type InsightClass } from './insight-classes';
import { LABS_INSIGHTS } from './labs-insights';
import { ZONE } from './places';
import { seededOrder, seededRandom } from '../random';
import { CORP, LABS } from './setting';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOSTS = ['www', 'api', 'shop', 'cdn', 'staging', 'vpn', 'mail', 'git', 'status', 'grafana', 'legacy', 'preview'];
const PEOPLE = ['alice', 'bob', 'carol', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'oscar'];

interface Estate {
  readonly accountId: string;
  readonly zones: readonly { readonly id: string; readonly name: string }[];
  /** Insights that scans find every time and that never change. */
  readonly ordinary: number;
  /** How many of those are dismissed. */
  readonly dismissed: number;
  readonly handMade: readonly Json[];
  readonly seed: number;
}

const ESTATES: readonly Estate[] = [
  {
    accountId: CORP,
    zones: [ZONE.corp, ZONE.corpDocs],
    ordinary: 2_478,
    dismissed: 248,
    handMade: CORP_INSIGHTS,
    seed: 0xc0f0,
  },
  { accountId: LABS, zones: [ZONE.labs], ordinary: 36, dismissed: 4, handMade: LABS_INSIGHTS, seed: 0x1ab5 },
];

/** Time of the scan that a step of the insights' story begins with; the story starts after scan 0. */
export const scanTime = (baseTime: number, step: number): number => baseTime - 6 * HOUR_MS + step * 10 * 60_000;

/** What the scan before the story has found, in both accounts, in no order. */
export function seedInsights(cloudflare: CloudflareState, baseTime: number): void {
  for (const estate of ESTATES) {
    const found = [...ordinaryInsights(estate, baseTime), ...estate.handMade.map((one) => stamped(one, baseTime, 0))];
    cloudflare.insights.of(estate.accountId).list.replaceAll(seededOrder(found, estate.seed));
  }
}

/** A hand-made insight as a scan shows it: `since` is given in days before the story, or is the scan that found it. */
export function stamped(insight: Json, baseTime: number, step: number): Json {
  const { since } = insight;
  const sinceMs = typeof since === 'number' ? baseTime - since * DAY_MS : scanTime(baseTime, step);
  return { ...insight, since: wholeSeconds(sinceMs), timestamp: stampOf(scanTime(baseTime, step)) };
}

function ordinaryInsights(estate: Estate, baseTime: number): Json[] {
  const random = seededRandom(estate.seed);
  return Array.from({ length: estate.ordinary }, (_, number) =>
    ordinaryInsight(estate, baseTime, random, number < estate.dismissed, number),
  );
}

function ordinaryInsight(
  { zones }: Estate,
  baseTime: number,
  random: () => number,
  dismissed: boolean,
  number: number,
): Json {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const kind = weighted(random);
  const zone = pick(zones);
  const host = `${pick(HOSTS)}-${number}.${zone.name}`;
  const ofZone = kind.subject === 'host' || kind.subject === 'domain';
  return {
    id: `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
    dismissed,
    issue_class: kind.name,
    issue_type: kind.type,
    severity: kind.severity,
    subject: { host, domain: zone.name, person: `${pick(PEOPLE)}-${number}@example.com`, account: 'account' }[
      kind.subject
    ],
    since: wholeSeconds(baseTime - Math.floor((2 + random() * 400) * DAY_MS)),
    timestamp: stampOf(scanTime(baseTime, 0) + Math.floor(random() * 60_000)),
    // Answers do not agree on which members they have.
    ...(random() < 0.8 ? { status: 'active' } : {}),
    ...(random() < 0.5 ? { user_classification: random() < 0.1 ? 'accept_risk' : null } : {}),
    ...(random() < 0.5 ? { has_extended_context: random() < 0.3 } : {}),
    resolve_text: kind.advice,
    resolve_link: kind.link,
    ...(random() < 0.95
      ? { payload: ofZone ? { [random() < 0.7 ? 'zone_tag' : 'zone_id']: zone.id, ...payloadOf(kind, host) } : {} }
      : {}),
  };
}

function payloadOf({ subject }: InsightClass, host: string): Json {
  return subject === 'host' ? { host, detection_method: 'scan' } : { detection_method: 'configuration' };
}

const TOTAL_WEIGHT = INSIGHT_CLASSES.reduce((sum, { weight }) => sum + weight, 0);

function weighted(random: () => number): InsightClass {
  let rest = random() * TOTAL_WEIGHT;
  const found = INSIGHT_CLASSES.find(({ weight }) => (rest -= weight) < 0) ?? INSIGHT_CLASSES[0];
  return found as InsightClass;
}

const stampOf = (timeMs: number): string => new Date(timeMs).toISOString();
const wholeSeconds = (timeMs: number): string => stampOf(Math.floor(timeMs / 1_000) * 1_000).replace('.000Z', 'Z');
