import { parseAuditRecord } from '../../../../activities/cloudflare/audit-record';
import { parseAuditRecord as parseTrailRecord } from '../../../../activities/datadog/schemas';
import { cloudflareTimelineEvent } from '../../../../domain/investigation/cloudflare-event';
import { datadogTimelineEvent } from '../../../../domain/investigation/datadog-event';
import type { MatchedBy, TimelineEvent } from '../../../../domain/investigation/timeline';
import { ACCOUNT, ZONE } from '../../domain/situations';
import { CURL, DATACENTRE, OFFICE, timeOf } from './build';

/** A network that nobody knows. */
export const TUNNEL = '203.0.113.77';
const BROWSER = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const TERRAFORM = 'Terraform/1.13.2 terraform-provider-cloudflare/5.12.0';

export const Z = `/zones/${ZONE}`;
export const A = `/accounts/${ACCOUNT}`;

/** An id as Cloudflare gives them. */
export const id = (number: number): string => number.toString(16).padStart(32, '0');

interface RecordParts {
  readonly ip?: string;
  readonly agent?: string;
  readonly body?: unknown;
  readonly response?: unknown;
  /** The token that the request was made with. */
  readonly token?: string;
  readonly refused?: boolean;
  readonly approved?: boolean;
  readonly matchedBy?: MatchedBy;
}

/** What Alice, at her desk, asked of Cloudflare, as the log records it: `PATCH /zones/z1/settings/ssl`. */
export function asked(when: string, line: string, parts: RecordParts = {}): TimelineEvent {
  const { ip = OFFICE, agent = BROWSER, body, response, token = '', refused = false, approved = false } = parts;
  const [method = '', uri = ''] = line.split(' ');
  const record = {
    id: `${when} ${line} ${ip}`,
    account: { id: ACCOUNT, name: 'Acme' },
    action: { type: 'update', result: refused ? 'failure' : 'success', time: timeOf(when) },
    actor: {
      id: 'alice',
      type: 'user',
      context: token === '' ? 'dash' : 'api_token',
      email: 'alice@example.com',
      ip_address: ip,
      ...(token !== '' && { token_id: token, token_name: 'a token' }),
    },
    raw: { cf_ray_id: `ray ${when} ${line}`, method, uri, status_code: refused ? 403 : 200, user_agent: agent },
    resource: { id: '', type: '', product: '', request: body, response },
  };
  const event = parseAuditRecord('v2', ACCOUNT, record);
  if (event === undefined) throw new Error(`No record of the audit log: ${line}`);
  return cloudflareTimelineEvent(event, {
    fallbackId: `${when} ${line}`,
    matchedBy: parts.matchedBy ?? 'actor',
    approvedIssuers: approved ? [{ email: 'alice@example.com' }] : [],
  });
}

/** The same by a script, from the unknown network. */
export function strange(when: string, line: string, parts: RecordParts = {}): TimelineEvent {
  return asked(when, line, { ip: TUNNEL, agent: CURL, ...parts });
}

/** The same by a pipeline, with its token, from the datacentre. */
export function applied(when: string, line: string, parts: RecordParts = {}): TimelineEvent {
  return asked(when, line, { ip: DATACENTRE, agent: TERRAFORM, token: id(1), matchedBy: 'token', ...parts });
}

interface TrailParts {
  readonly ip?: string;
  readonly country?: string;
  readonly agent?: string;
  readonly key?: string;
  readonly assetId?: string;
  readonly newValue?: unknown;
  readonly prevValue?: unknown;
  readonly outcome?: string;
}

/** What Alice did in Datadog, as its Audit Trail records it: `Monitor`, `modified`, `monitor`. */
export function trailed(
  when: string,
  name: string,
  action: string,
  asset: string,
  parts: TrailParts = {},
): TimelineEvent {
  const { ip = OFFICE, country = 'DE', agent = BROWSER, key, newValue, prevValue, outcome = '' } = parts;
  const record = {
    id: `${when} ${action} ${asset} ${ip}`,
    type: 'audit',
    attributes: {
      timestamp: timeOf(when),
      attributes: {
        evt: { name, actor: { type: 'USER' }, outcome },
        action,
        ...(asset !== '' && {
          asset: { type: asset, id: parts.assetId ?? `${asset}-1`, new_value: newValue, prev_value: prevValue },
        }),
        usr: { uuid: 'u-1', email: 'alice@example.com', name: 'Alice' },
        http: { useragent: agent },
        network: { client: { ip, geoip: { country: { iso_code: country } } } },
        ...(key !== undefined && { metadata: { api_key: { id: key } } }),
      },
    },
  };
  const event = parseTrailRecord(record);
  if (event === undefined) throw new Error(`No record of the Audit Trail: ${action} ${asset}`);
  const matchedBy = key === undefined ? 'actor' : 'token';
  return datadogTimelineEvent(event, { fallbackId: record.id, matchedBy, approvedIssuers: [] });
}

/** An ordinary day of Alice at her desk: DNS records and dashboards. */
export const DESK_DAY: readonly TimelineEvent[] = [
  trailed('-23h', 'Authentication', 'login', ''),
  asked('-22h30m', `PATCH ${Z}/dns_records/${id(11)}`),
  asked('-22h', `POST ${Z}/dns_records`, { response: { result: { id: id(12) } } }),
  trailed('-21h', 'Dashboard', 'accessed', 'dashboard'),
  asked('-20h', `PATCH ${Z}/dns_records/${id(13)}`),
  asked('-6h', `PATCH ${Z}/dns_records/${id(14)}`),
  trailed('-5h', 'Dashboard', 'accessed', 'dashboard'),
  asked('-4h30m', `DELETE ${Z}/dns_records/${id(15)}`),
];

/** An ordinary day of the pipeline. */
export const PIPELINE_DAY: readonly TimelineEvent[] = ['-20h', '-16h', '-12h', '-8h', '-5h'].map((when, n) =>
  applied(when, `PATCH ${Z}/dns_records/${id(50 + n)}`),
);
