import { valueAt, type Json } from '../json';
import { StoredAuditLog, type AuditLog, type NewEvent } from './audit-log';
import type { V1Entry } from './audit-v1';
import type { Caller } from './caller';
import { InsightsState } from './insights/insights-state';
import type { AccessKind, PermissionGroup, StoredAccessThing, StoredToken, Zone } from './resources';

/** What stands in the simulated Cloudflare: who may call, what happened, what exists. */
export class CloudflareState {
  readonly callers = new Map<string, Caller>();
  readonly zones = new Map<string, Zone>();
  readonly tokens = new Map<string, StoredToken>();
  readonly access: Record<AccessKind, StoredAccessThing[]> = { service_tokens: [], policies: [], apps: [], groups: [] };
  readonly insights = new InsightsState();
  permissionGroups: readonly PermissionGroup[] = [];
  /** Set in volume mode: logs and tokens that are made up while they are read. */
  volume:
    | { readonly log: (accountId: string) => AuditLog | undefined; readonly token: (id: string) => Json | undefined }
    | undefined;
  private readonly logs = new Map<string, StoredAuditLog>();
  private readonly logsV1 = new Map<string, V1Entry[]>();

  /** Forgets everything, callers too. */
  clear(): void {
    for (const things of [this.callers, this.zones, this.tokens, this.logs, this.logsV1]) things.clear();
    for (const things of Object.values(this.access)) things.length = 0;
    this.insights.clear();
    this.permissionGroups = [];
    this.volume = undefined;
  }

  /** The account's log; an account that nobody wrote to has an empty one. */
  logOf(accountId: string): AuditLog {
    return this.volume?.log(accountId) ?? this.storedLog(accountId);
  }

  logV1Of(accountId: string): readonly V1Entry[] {
    return this.logsV1.get(accountId) ?? [];
  }

  addEvent(event: NewEvent): void {
    const timeMs = eventTime(event, valueAt(event.record, 'action', 'time'));
    for (const accountId of [event.accountId].flat()) this.storedLog(accountId).add(event, timeMs);
  }

  addEventV1(event: NewEvent): void {
    const timeMs = eventTime(event, valueAt(event.record, 'when'));
    const visibleAtMs = event.visibleAt === undefined ? -Infinity : new Date(event.visibleAt).getTime();
    for (const accountId of [event.accountId].flat()) {
      const entries = this.logsV1.get(accountId) ?? [];
      entries.push({ timeMs, visibleAtMs, record: event.record });
      this.logsV1.set(accountId, entries);
    }
  }

  /** Late arrivals become visible. */
  settle(): void {
    for (const log of this.logs.values()) log.settle();
    for (const [accountId, entries] of this.logsV1) {
      this.logsV1.set(
        accountId,
        entries.map((entry) => ({ ...entry, visibleAtMs: -Infinity })),
      );
    }
  }

  token(id: string): StoredToken | undefined {
    const made = this.volume?.token(id);
    return this.tokens.get(id) ?? (made === undefined ? undefined : { id, body: made });
  }

  private storedLog(accountId: string): StoredAuditLog {
    const log = this.logs.get(accountId) ?? new StoredAuditLog();
    this.logs.set(accountId, log);
    return log;
  }
}

function eventTime(event: NewEvent, own: unknown): number {
  const text = event.time ?? own;
  const timeMs = typeof text === 'string' ? Date.parse(text) : NaN;
  if (Number.isNaN(timeMs)) throw new Error('an event needs a readable time: in the record, or as `time` beside it');
  return timeMs;
}
