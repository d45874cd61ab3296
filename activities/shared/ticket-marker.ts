import { sha256Hex } from './hashing';

/** What a ticket's first line says about itself: whose ticket it is, and which event opened it. */
export interface TicketMarker {
  /** 16 hex digits of the SHA-256 of the credential's identity. */
  readonly credentialHash: string;
  /** 16 hex digits of the SHA-256 of the opening event's identity. */
  readonly eventHash: string;
}

/**
 * The marker of the ticket that `event` would open for `credential`.
 *
 * @param credential identity of the credential: no account, no event kind, nothing that depends on time
 * @param event identity of the event, the same in every account that shows it
 */
export function ticketMarker(credential: string, event: string): TicketMarker {
  return { credentialHash: shortHash(credential), eventHash: shortHash(event) };
}

function shortHash(identity: string): string {
  return sha256Hex(identity).slice(0, 16);
}
