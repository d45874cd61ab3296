/**
 * What a sender reported: somebody did something at some time. Plain JSON, of bounded size.
 *
 * Every string is the sender's, or an attacker's whom the sender quotes: untrusted. Secrets are scrubbed before it is stored,
 * passed on or shown.
 */
export interface Anomaly {
  readonly actor: {
    readonly email: string | null;
    readonly id: string | null;
    readonly tokenId: string | null;
    readonly ip: string | null;
  };
  readonly action: string;
  /** ISO 8601 UTC. */
  readonly timestamp: string;
  readonly account: string | null;
  readonly source: string | null;
  readonly severity: string | null;
  readonly title: string | null;
  /** Whatever else the sender said. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}
