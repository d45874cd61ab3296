import { createHash } from 'node:crypto';
import type { ListedInsight } from '../../activities/shared/insight-lists';

const CLASSES = [
  ['exposed_database', 'exposed_infrastructure', 'Critical'],
  ['always_use_https_not_enabled', 'insecure_configuration', 'Moderate'],
  ['users_without_mfa', 'weak_authentication', 'High'],
  ['dmarc_record_error', 'email_security', 'Low'],
  ['domains_without_hsts', 'configuration_suggestion', 'Low'],
] as const;

/** Of a thousand insights, what the second scan shows otherwise: five new, five gone, ten worse. 2 % in all. */
const NEW = 5;
const GONE = 10;
const WORSE = 20;

/** What an account of `count` insights lists at its first scan, and at its second. Sorted by id; some 650 bytes each. */
export function madeUpInsights(count: number, scan: 'first' | 'second'): ListedInsight[] {
  const insights: ListedInsight[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const place = nth % 1_000;
    if (place < NEW ? scan === 'first' : place < GONE && scan === 'second') continue;
    insights.push(madeUp(nth, scan, place >= GONE && place < WORSE));
  }
  return insights.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function madeUp(nth: number, scan: 'first' | 'second', getsWorse: boolean): ListedInsight {
  const hash = createHash('sha256').update(`insight ${nth}`).digest('hex');
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  const zone = createHash('sha256')
    .update(`zone ${nth % 500}`)
    .digest('hex')
    .slice(0, 32);
  const [issueClass, issueType, severity] = CLASSES[nth % CLASSES.length] ?? CLASSES[0];
  const host = `h${hash.slice(32, 40)}.zone${nth % 500}.example.com`;
  const insight = {
    id,
    dismissed: false,
    issue_class: issueClass,
    issue_type: issueType,
    payload: { zone_tag: zone, host, detection_method: 'configuration' },
    resolve_link: `https://dash.cloudflare.com/?to=/:account/zone${nth % 500}.example.com/ssl-tls/edge-certificates`,
    resolve_text: 'Check your firewall rules and ensure sensitive services are not exposed to the public internet.',
    severity: scan === 'second' && getsWorse ? 'Severe' : severity,
    since: '2026-01-10T14:30:00Z',
    status: 'active',
    subject: host,
    timestamp: `2026-11-${scan === 'first' ? 15 : 22}T10:${String(nth % 60).padStart(2, '0')}:00.${String(nth % 1_000).padStart(3, '0')}Z`,
    user_classification: null,
    has_extended_context: false,
  };
  return { id, json: JSON.stringify(insight) };
}
