import type { OptionalFamily } from '../domain/credential-kind';
import type { InsightFilter, InsightSeverity } from '../domain/insight';
import type { ScopePolicy } from '../domain/judgement';
import type { InsightTicketSettings as InsightTicketShape } from '../domain/insight-ticket';
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
  readonly api: { readonly host: string; readonly port: number };
  readonly metrics: { readonly bindAddress?: string };
  readonly ui: { readonly temporalUrl: string };
  readonly logging: { readonly level: LogLevel };
  /** Every secret that this process holds, for the redaction of its logs. */
  secretValues(): readonly string[];
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
