import type { Json } from '../json';
import type { AuditLog, LogPage, PageRequest, Position } from './audit-log';

export interface VolumeOptions {
  readonly events: number;
  /** Part of the events that are credential events; default 0.02. */
  readonly credentialShare?: number;
  /** Time that the events are spread over, evenly; default 24. */
  readonly spanHours?: number;
  /** Time of the last event, epoch milliseconds; default: the base time. */
  readonly endsAt?: number;
}

export interface VolumeSource {
  readonly accountId: string;
  readonly zoneId: string;
  /** E-mail address of whoever creates the credentials. */
  readonly issuer: string;
  /** Id of a permission group that only reads. */
  readonly readGroup: { readonly id: string; readonly name: string };
}

const DEFAULT_SHARE = 0.02;
const DEFAULT_SPAN_HOURS = 24;
const HOUR_MS = 3_600_000;
const HEX = Buffer.from('0123456789abcdef', 'latin1');
/** Stands in a template where the number of the event goes. */
const NUMBER_HOLE = 'x'.repeat(12);
const TIME_HOLE = 'yyyy-mm-ddThh:mm:ss.mmmZ';

interface Template {
  readonly bytes: Buffer;
  readonly numberHoles: readonly number[];
  readonly timeHole: number;
}

/**
 * A log of any size that costs no memory: event `i` is computed from `i`, its record copied from a template and patched
 * in place. Every n-th event creates a narrow read-only account token by the issuer. Filters are not looked at.
 */
export class VolumeLog implements AuditLog {
  private readonly startMs: number;
  private readonly spacingMs: number;
  private readonly every: number;
  private readonly credential: Template;
  private readonly noise: readonly Template[];
  private readonly widest: number;

  constructor(
    private readonly options: VolumeOptions,
    private readonly source: VolumeSource,
    baseTime: number,
  ) {
    const spanMs = (options.spanHours ?? DEFAULT_SPAN_HOURS) * HOUR_MS;
    this.startMs = (options.endsAt ?? baseTime) - spanMs;
    this.spacingMs = spanMs / options.events;
    this.every = Math.round(1 / (options.credentialShare ?? DEFAULT_SHARE));
    this.credential = credentialTemplate(source);
    this.noise = noiseTemplates(source);
    this.widest = Math.max(this.credential.bytes.length, ...this.noise.map(({ bytes }) => bytes.length));
  }

  page({ sinceMs, beforeMs, direction, limit, after }: PageRequest): LogPage {
    const first = this.firstAtOrAfter(sinceMs);
    const last = this.firstAtOrAfter(beforeMs + 1) - 1;
    const step = direction === 'asc' ? 1 : -1;
    const start = after === undefined ? (step === 1 ? first : last) : after.sequence + step;
    const left = step === 1 ? last - start + 1 : start - first + 1;
    const count = Math.max(0, Math.min(limit, left));

    const page = Buffer.allocUnsafe(count * (this.widest + 1));
    let end = 0;
    for (let nth = 0; nth < count; nth += 1) {
      if (nth > 0) page[end++] = COMMA;
      end = this.write(start + nth * step, page, end);
    }
    const next: Position | undefined =
      left > count && count > 0
        ? { timeMs: this.timeOf(start + (count - 1) * step), sequence: start + (count - 1) * step }
        : undefined;
    return { records: page.subarray(0, end), count, next };
  }

  /** The token that event `i` created, from its id; undefined for an id that no event names. */
  token(id: string): Json | undefined {
    const number = /^f{20}([0-9a-f]{12})$/.exec(id)?.[1];
    const index = number === undefined ? NaN : parseInt(number, 16);
    if (!(index < this.options.events) || index % this.every !== 0) return undefined;
    const issued = new Date(Math.floor(this.timeOf(index) / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
    return {
      id,
      name: `reader ${index}`,
      status: 'active',
      issued_on: issued,
      modified_on: issued,
      policies: [
        {
          id: 'ffffffffffffffffffff000000000001',
          effect: 'allow',
          permission_groups: [this.source.readGroup],
          resources: { [`com.cloudflare.api.account.zone.${this.source.zoneId}`]: '*' },
        },
      ],
      condition: {},
    };
  }

  private timeOf(index: number): number {
    return Math.floor(this.startMs + index * this.spacingMs);
  }

  private firstAtOrAfter(timeMs: number): number {
    const guess = Math.ceil((timeMs - this.startMs) / this.spacingMs) - 1;
    let index = Math.min(this.options.events, Math.max(0, guess));
    while (index < this.options.events && this.timeOf(index) < timeMs) index += 1;
    return index;
  }

  private write(index: number, page: Buffer, at: number): number {
    const template =
      index % this.every === 0 ? this.credential : (this.noise[index % this.noise.length] ?? this.credential);
    template.bytes.copy(page, at);
    for (const hole of template.numberHoles) writeHex(index, page, at + hole);
    page.write(new Date(this.timeOf(index)).toISOString(), at + template.timeHole, 'latin1');
    return at + template.bytes.length;
  }
}

const COMMA = 0x2c;

function writeHex(number: number, page: Buffer, at: number): void {
  let rest = number;
  for (let digit = NUMBER_HOLE.length - 1; digit >= 0; digit -= 1) {
    page[at + digit] = HEX[rest % 16] ?? 0;
    rest = Math.floor(rest / 16);
  }
}

function template(record: Json): Template {
  const text = JSON.stringify(record);
  const numberHoles: number[] = [];
  for (let hole = text.indexOf(NUMBER_HOLE); hole >= 0; hole = text.indexOf(NUMBER_HOLE, hole + 1))
    numberHoles.push(hole);
  return { bytes: Buffer.from(text, 'latin1'), numberHoles, timeHole: text.indexOf(TIME_HOLE) };
}

function credentialTemplate({ accountId, issuer }: VolumeSource): Template {
  const token = `${'f'.repeat(20)}${NUMBER_HOLE}`;
  return template({
    id: `0199c0de-ffff-7000-8000-${NUMBER_HOLE}`,
    account: { id: accountId, name: 'Acme Corp' },
    action: { type: 'create', result: 'success', time: TIME_HOLE, description: 'Create account API token' },
    actor: {
      id: '11aa22bb33cc44dd55ee66ff77008899',
      type: 'user',
      context: 'dash',
      email: issuer,
      ip_address: '198.51.100.20',
    },
    raw: {
      method: 'POST',
      uri: `/accounts/${accountId}/tokens`,
      status_code: 200,
      cf_ray_id: `9b00${NUMBER_HOLE}`,
      user_agent: 'Mozilla/5.0 (Macintosh)',
    },
    resource: { id: token, type: 'token', product: 'account_tokens', scope: 'accounts', response: { id: token } },
  });
}

function noiseTemplates({ accountId, zoneId }: VolumeSource): Template[] {
  const noise = [
    ['create', 'POST', `/zones/${zoneId}/dns_records`, 'dns_records'],
    ['update', 'PATCH', `/zones/${zoneId}/settings/min_tls_version`, 'zone_settings'],
    ['update', 'PUT', `/accounts/${accountId}/workers/scripts/checkout-edge`, 'workers'],
    ['create', 'POST', `/accounts/${accountId}/pages/projects/docs/deployments`, 'pages'],
    ['delete', 'DELETE', `/zones/${zoneId}/dns_records/${NUMBER_HOLE}${'0'.repeat(20)}`, 'dns_records'],
    ['update', 'POST', `/zones/${zoneId}/purge_cache`, 'cache'],
    ['create', 'POST', `/accounts/${accountId}/members`, 'members'],
  ] as const;
  return noise.map(([type, method, uri, product]) =>
    template({
      id: `0199c0de-ffff-7000-8000-${NUMBER_HOLE}`,
      account: { id: accountId, name: 'Acme Corp' },
      action: { type, result: 'success', time: TIME_HOLE },
      actor: {
        id: '22bb33cc44dd55ee66ff7700889911aa',
        type: 'user',
        context: 'api_token',
        email: 'bob@example.com',
        ip_address: '198.51.100.21',
        token_id: '5d5e5f60616263646566676869707172',
        token_name: 'deploy-bot',
      },
      raw: {
        method,
        uri,
        status_code: 200,
        cf_ray_id: `9b00${NUMBER_HOLE}`,
        user_agent: 'deploy-bot/2.14.0 (+https://ci.example.com)',
      },
      resource: {
        id: `${NUMBER_HOLE}00000000000000000000`,
        type: 'record',
        product,
        request: { ttl: 300, proxied: true },
      },
    }),
  );
}
