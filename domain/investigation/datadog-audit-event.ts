/**
 * One event of Datadog's Audit Trail: the facts that rules read, nothing else. Strings are empty where the record carries
 * nothing. The full record is in the evidence; this is a view of it.
 */
export interface DatadogAuditEvent {
  readonly id: string;
  /** ISO 8601 UTC with milliseconds; undefined when absent or unreadable. */
  readonly time: string | undefined;
  /** `evt.name`: `Access Management`, `Authentication`, `Log Management`, ... */
  readonly name: string;
  /** `created`, `modified`, `deleted`, `accessed`, `login`, `resolved`, ... */
  readonly action: string;
  readonly asset: {
    readonly type: string;
    readonly id: string;
    readonly name: string;
    /** Scrubbed. Any shape. */
    readonly newValue: unknown;
    /** Scrubbed. Any shape. */
    readonly prevValue: unknown;
  };
  /** `actorType` is `evt.actor.type`: `USER`, `SUPPORT_USER`, `API_KEY`, ... */
  readonly actor: {
    readonly id: string;
    readonly uuid: string;
    readonly email: string;
    readonly name: string;
    readonly actorType: string;
  };
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly statusCode: number | undefined;
    readonly userAgent: string;
  };
  readonly ip: string;
  /** `network.client.geoip.country.iso_code`. */
  readonly country: string;
  /** `evt.outcome`, or `status` where there is none. */
  readonly outcome: string;
  /** `metadata.api_key.id` or `metadata.application_key.id`: the key that the request was made with. */
  readonly credentialId: string;
  readonly message: string;
}
