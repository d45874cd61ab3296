import type { OptionalFamily } from '../domain/credential-kind';
import type { InsightFilter, InsightSeverity } from '../domain/insight';
import type { InsightTicketSettings as InsightTicketShape } from '../domain/insight-ticket';
import type { ReportTemplate } from '../domain/investigation/report/report-template';
import type { ScopePolicy, Severity } from '../domain/judgement';
import type { Retention } from '../domain/retention';
import type { TicketSettings as TicketShape } from '../domain/review-ticket';
import type { Secret } from './secret';

/** Which process reads the settings. Each is given the secrets it works with, no others. */
export type Role = 'worker' | 'api' | 'cli';

export interface CloudflareSettings {
  /** Up to and including the version of the API; no slash at the end. */
  readonly baseUrl: string;
  /** What Cloudflare grants one credential: 1,200, unless it has raised the limit. */
  readonly requestsPer5Minutes: number;
  /** 0.05 to 1: share of these requests. */
  readonly requestShare: number;
}

export interface ArchiveSettings {
  /** Absent for AWS S3. */
  readonly endpoint?: string;
  readonly region: string;
  readonly bucket: string;
  /** Without slashes at the ends; empty for the top level. */
  readonly prefix: string;
  /** Present with `secretAccessKey`, or neither: then the role of the machine is used. */
  readonly accessKeyId?: Secret;
  readonly secretAccessKey?: Secret;
  readonly retention: Retention;
  /** True: refuse to start on a store that does not enforce what the archive promises. False: warn. */
  readonly requireImmutability: boolean;
}

export interface LinearSettings {
  /** Without `/graphql` and without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: Secret;
}

/** How findings become tickets, and where. */
export interface TicketSettings extends TicketShape {
  /** Key of the Linear team. */
  readonly team: string;
  /** E-mail address. */
  readonly assignee?: string;
}

export interface TokenWatchSettings {
  readonly intervalMs: number;
  readonly overlapMs: number;
  readonly lookBackMs: number;
  /** Watched besides the families that always are. */
  readonly families: readonly OptionalFamily[];
  readonly scopePolicy: ScopePolicy;
  readonly tickets: TicketSettings;
}

/** How insights become tickets, and where. */
export interface InsightTicketSettings extends InsightTicketShape {
  /** Least severity that gets a ticket. */
  readonly minSeverity: InsightSeverity;
  /** Key of the Linear team. */
  readonly team: string;
  /** E-mail address. */
  readonly assignee?: string;
}

export interface InsightsSyncSettings {
  /** When the schedule fires; a cron expression is in UTC. */
  readonly schedule: { readonly intervalMs: number } | { readonly cron: string };
  /** Least time between two firings. */
  readonly leastIntervalMs: number;
  /** Requests that Cloudflare allows in a calendar month, UTC. */
  readonly monthlyRequests: number;
  /** Requests of these that the schedule leaves to people. */
  readonly reserve: number;
  readonly filter: InsightFilter;
  readonly includeDismissed: boolean;
  /** 1 to 1,000. */
  readonly pageSize: number;
  /** Days for which an inventory is locked. */
  readonly inventoryDays: number;
  /** Absent for no tickets. */
  readonly tickets?: InsightTicketSettings;
}

/** One Cloudflare account, with the sections `tokenWatch` and `insightsSync` and its own overrides already joined. */
export interface AccountSettings {
  /** Short name: the input of workflows and part of schedule ids. */
  readonly key: string;
  /** Cloudflare account id. */
  readonly id: string;
  readonly name: string;
  readonly token: Secret;
  readonly auditApis: readonly ('v2' | 'v1')[];
  /** Whether new schedules of this account start running. */
  readonly enabled: boolean;
  readonly tokenWatch: TokenWatchSettings;
  /** Absent for an account whose insights are not mirrored. */
  readonly insightsSync?: InsightsSyncSettings;
}

/** Where the fields of an anomaly stand in a sender's payload, as JSON pointers. What is absent stands under its own name. */
export interface PayloadMapping {
  /** An e-mail address, or an object with `email`, `id`, `tokenId` and `ip`. */
  readonly actor?: string;
  readonly actorEmail?: string;
  readonly actorId?: string;
  readonly actorTokenId?: string;
  readonly actorIp?: string;
  readonly action?: string;
  readonly timestamp?: string;
  readonly account?: string;
  readonly severity?: string;
  readonly title?: string;
}

/** Who may report anomalies, and how that is proven. */
export interface SenderSettings {
  /** Short name: end of the address, and part of the identity of every investigation. */
  readonly name: string;
  /** `standard`: Standard Webhooks. `github`: `X-Hub-Signature-256`. */
  readonly scheme: 'standard' | 'github';
  /** Each is accepted. For `standard` they begin with `whsec_`. */
  readonly secrets: readonly Secret[];
  readonly requestsPerMinute: number;
  readonly mapping: PayloadMapping;
}

export interface WebhooksSettings {
  readonly requestsPerMinutePerAddress: number;
  /** By name. */
  readonly senders: ReadonlyMap<string, SenderSettings>;
}

export interface DatadogSettings {
  /** No slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: Secret;
  readonly applicationKey: Secret;
  readonly retentionDays: number;
}

export interface ConfluenceSettings {
  /** Where requests go; no slash at the end. */
  readonly apiBase: string;
  /** Where people read; no slash at the end. */
  readonly siteUrl: string;
  readonly email: string;
  readonly token: Secret;
  readonly spaceKey: string;
  /** Absent for the top of the space. */
  readonly parentId?: string;
  readonly labels: readonly string[];
}

export interface ModelSettings {
  readonly provider: 'openai' | 'anthropic' | 'local';
  /** As the provider calls it. */
  readonly name: string;
  /** No slash at the end; absent for the provider's own. Present for `local`. */
  readonly baseUrl?: string;
  /** Present for `openai` and `anthropic`. */
  readonly apiKey?: Secret;
  readonly maxTokens: number;
  /** Read and written together, for one worker process and day of UTC. */
  readonly tokensPerDay: number;
  readonly timeoutMs: number;
  /** The team's own prompt, for the worker; absent for ours. */
  readonly prompt?: { readonly fileName: string; readonly text: string };
}

/** Everything that investigations need, of several sections of the file. */
export interface InvestigationsSettings {
  readonly auditRetentionDays: number;
  /** Key of the HMAC behind the search attribute `ActorKey`; the worker's alone. */
  readonly actorKey: Secret;
  /** Present when flagged tokens start investigations of their issuers. */
  readonly startFromTokens?: { readonly minSeverity: Severity };
  /** The team's own wording, for the worker; absent for ours. */
  readonly template?: ReportTemplate;
  readonly confluence: ConfluenceSettings;
  /** Absent when there is no Datadog to read. */
  readonly datadog?: DatadogSettings;
  /** Absent for no second opinion. */
  readonly model?: ModelSettings;
}

export interface ApiSettings {
  readonly host: string;
  readonly port: number;
  /** Present when there are webhooks. */
  readonly bearerKey?: Secret;
  /** No slash at the end. */
  readonly publicUrl?: string;
  /** Deliveries that may wait for their report at once. */
  readonly maxWaiting: number;
  readonly trustedProxies: number;
}

/** Where Temporal is and how to be let in, from the `TEMPORAL_*` variables. */
export interface TemporalSettings {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  readonly apiKey?: Secret;
  /** Absent means no TLS. */
  readonly tls?: TemporalTls;
}

export interface TemporalTls {
  readonly serverName?: string;
  readonly serverCa?: Uint8Array;
  readonly clientCertificate?: { readonly certificate: Uint8Array; readonly key: Secret };
}

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes in Base64. */
  readonly key: Secret;
}

/** Everything a process is told from outside, checked once at its start. */
export interface Settings {
  readonly cloudflare: CloudflareSettings;
  readonly archive: ArchiveSettings;
  readonly linear: LinearSettings;
  /** By short name, in the order of the file. */
  readonly accounts: ReadonlyMap<string, AccountSettings>;
  readonly temporal: TemporalSettings;
  /** The first key writes; without keys nothing is encrypted. */
  readonly encryption: { readonly keys: readonly EncryptionKey[] };
  /** Absent when nobody may report anomalies. */
  readonly webhooks?: WebhooksSettings;
  /** Present as soon as something may start an investigation: a webhook, or a flagged token. */
  readonly investigations?: InvestigationsSettings;
  readonly api: ApiSettings;
  readonly metrics: { readonly bindAddress?: string };
  readonly ui: { readonly temporalUrl: string };
  readonly logging: { readonly level: LogLevel };
  /** Every secret that this process holds, for the redaction of its logs. */
  secretValues(): readonly string[];
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
