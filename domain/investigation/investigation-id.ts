/** Sender of the investigations that flagged tokens start; no sender of the settings may have this name. */
export const TOKEN_WATCH_SENDER = 'token-watch';

/** Hex digits of an investigation's public id. */
const ID_LENGTH = 24;

/**
 * Public id of the investigation that a delivery starts: the same for every redelivery.
 *
 * @param sender name of the sender in the settings file
 * @param deliveryKey what tells one delivery of the sender from another
 * @param sha256 SHA-256 of a text (as UTF-8), lower-case hex
 */
export function investigationId(sender: string, deliveryKey: string, sha256: (text: string) => string): string {
  return sha256(`${sender}\n${deliveryKey}`).slice(0, ID_LENGTH);
}
