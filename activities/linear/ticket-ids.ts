import { sha256Hex } from '../shared/hashing';

/** Id of the one ticket of a credential: chosen by us, so that creating it twice is refused instead of done. */
export function linearIssueId(credential: string): string {
  return uuidOf(`linear-issue:${credential}`);
}

/** Id of the comment that one event leaves on its credential's ticket. */
export function linearCommentId(credential: string, event: string): string {
  return uuidOf(`linear-comment:${credential}\n${event}`);
}

/** Id of the comment by which the investigation that an event started leaves its link on the credential's ticket. */
export function linearInvestigationCommentId(credential: string, event: string): string {
  return uuidOf(`linear-investigation:${credential}\n${event}`);
}

/** Linear takes UUIDs of version 4; whether it takes other versions is not documented. */
function uuidOf(text: string): string {
  const bytes = Buffer.from(sha256Hex(text).slice(0, 32), 'hex');
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
