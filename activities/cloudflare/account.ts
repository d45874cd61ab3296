import type { AuditStream } from '../../domain/audit-event';
import type { CredentialFamily } from '../../domain/credential-kind';
import type { ScopePolicy } from '../../domain/judgement';
import type { CloudflareClient } from './client';

/** One watched account: its settings as they are now, and the client of its credential. */
export interface CloudflareAccount {
  /** Cloudflare's account id, 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly client: CloudflareClient;
  /** Audit logs to read, in this order. */
  readonly streams: readonly AuditStream[];
  /** Event time that each run reads again, in milliseconds. */
  readonly overlapMs: number;
  /** Every family that is watched, the always-on ones included. */
  readonly families: ReadonlySet<CredentialFamily>;
  readonly scopePolicy: ScopePolicy;
}

/** Looks an account up by its key in the settings. @throws ApplicationFailure `Misconfigured` when there is none */
export type FindAccount = (key: string) => CloudflareAccount;
