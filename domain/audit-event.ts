/** Version of Cloudflare's audit log that a record came from. Each is read as a stream of its own. */
export type AuditStream = 'v1' | 'v2';

/**
 * One audit event in one shape for both versions of the log: the facts that rules read, nothing else.
 *
 * Strings are empty where the record carries nothing. The full record is in the archive; this is a view of it.
 * @see docs/sources.md#audit-logs-v2
 */
export interface AuditEvent {
  readonly stream: AuditStream;
  /** The provider's event id; undefined when the record has none. */
  readonly id: string | undefined;
  /** Time of the action, ISO 8601 UTC with milliseconds; undefined when absent or unreadable. */
  readonly time: string | undefined;
  /** Cloudflare account whose log shows the event. One event may show in several accounts. */
  readonly accountId: string;
  readonly action: {
    readonly type: string;
    /** False only when the record says so: an absent result counts as success. */
    readonly succeeded: boolean;
    readonly description: string;
  };
  readonly actor: {
    readonly id: string;
    readonly type: string;
    readonly context: string;
    readonly email: string;
    readonly ip: string;
    readonly tokenId: string;
    readonly tokenName: string;
  };
  /** The API request behind the event; empty in v1, which does not record it. */
  readonly request: {
    readonly method: string;
    /** As recorded: may carry `/client/v4` and a query string. */
    readonly uri: string;
    readonly rayId: string;
    readonly userAgent: string;
  };
  readonly resource: {
    readonly id: string;
    readonly type: string;
    readonly product: string;
    /** Body sent, scrubbed. Any shape. */
    readonly request: unknown;
    /** Body answered, scrubbed. Any shape. */
    readonly response: unknown;
  };
  /** v1 only: free key-value data of the action, `token_tag` for example. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly zone: { readonly id: string; readonly name: string } | undefined;
}
