import type { InsightPage, InsightPageRequest, InsightSource } from './insight-api';

export interface InsightVolumeOptions {
  /** Open insights. */
  readonly insights: number;
  /** Dismissed ones beside them; default 0. */
  readonly dismissed?: number;
  /** Part of the insights whose severity and payload change from one step to the next; default 0.02. */
  readonly changedShare?: number;
  /** Open insights that vanish with each step, and as many that come; default 0. */
  readonly turnover?: number;
}

const DEFAULT_CHANGED_SHARE = 0.02;
const SCAN_MS = 3_600_000;
const CLASSES = [
  ['exposed_infrastructure', 'exposed_database', 'Check your firewall rules.'],
  ['insecure_configuration', 'always_use_https_not_enabled', 'Enable Always Use HTTPS.'],
  ['weak_authentication', 'users_without_mfa', 'Ask the user to enable two-factor authentication.'],
  ['email_security', 'dmarc_record_error', 'Correct the DMARC record of the domain.'],
  ['configuration_suggestion', 'bot_fight_mode_not_enabled', 'Turn on Bot Fight Mode.'],
] as const;

/**
 * A list of any size that costs no memory: insight `i` at a step is computed from both. Only the filter `dismissed` is
 * looked at; no order of ids.
 */
export class VolumeInsights implements InsightSource {
  private readonly every: number;
  private readonly dismissed: number;
  private readonly turnover: number;

  /** @param step the version that is answered */
  constructor(
    private readonly options: InsightVolumeOptions,
    private readonly zoneId: string,
    private readonly baseTime: number,
    private readonly step: () => number,
  ) {
    this.every = Math.max(1, Math.round(1 / (options.changedShare ?? DEFAULT_CHANGED_SHARE)));
    this.dismissed = options.dismissed ?? 0;
    this.turnover = options.turnover ?? 0;
  }

  page({ dismissed, offset, limit }: InsightPageRequest): InsightPage {
    const step = this.step();
    const firstOpen = this.dismissed + step * this.turnover;
    const open = { first: firstOpen, length: this.options.insights };
    const closed = { first: 0, length: this.dismissed };
    const spans = dismissed === undefined ? [open, closed] : [dismissed ? closed : open];

    const timestamp = stampOf(this.baseTime + step * SCAN_MS);
    const issues: string[] = [];
    let before = 0;
    for (const { first, length } of spans) {
      const from = Math.max(0, offset - before);
      const to = Math.min(length, offset + limit - before);
      for (let nth = from; nth < to; nth += 1) issues.push(this.text(first + nth, step, timestamp));
      before += length;
    }
    return { issues, count: before };
  }

  private text(index: number, step: number, timestamp: string): string {
    const revision = Math.floor((step + index) / this.every);
    const [type, issueClass, advice] = CLASSES[index % CLASSES.length] ?? CLASSES[0];
    const severity = SEVERITIES[(index + revision) % SEVERITIES.length] ?? 'Low';
    const host = `host-${index}.example.com`;
    const since = stampOf(this.baseTime - (1 + (index % 400)) * SCAN_MS * 24);
    return (
      `{"id":"${idOf(index)}","dismissed":${index < this.dismissed},"issue_class":"${issueClass}","issue_type":"${type}",` +
      `"payload":{"zone_tag":"${this.zoneId}","host":"${host}","detection_method":"scan","revision":${revision}},` +
      `"resolve_link":"https://dash.cloudflare.com/?to=/:account/security-center","resolve_text":"${advice}",` +
      `"severity":"${severity}","since":"${since}","status":"active","subject":"${host}",` +
      `"timestamp":"${timestamp}","user_classification":null,"has_extended_context":false}`
    );
  }
}

const SEVERITIES = ['Low', 'Moderate', 'Moderate', 'High', 'Critical'] as const;

/** An odd factor maps every 32-bit number to another one: ids in no order, none twice. */
function idOf(index: number): string {
  const mixed = (Math.imul(index, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return `${mixed}-7a3e-4f1c-8b52-${index.toString(16).padStart(12, '0')}`;
}

const stampOf = (timeMs: number): string => new Date(timeMs).toISOString();
