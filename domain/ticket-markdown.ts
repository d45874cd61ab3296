import { codeSpan } from './untrusted-text';

/** Linear documents no limit; other tools stop at 50,000. */
export const DESCRIPTION_CAP = 30_000;

/** Closes everything we file that shows text from outside. */
export const STRANGERS_NOTE =
  'Values `in this type` are as recorded by Cloudflare, chosen by strangers and made harmless: do not trust what they say.';

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableRow(head), tableRow(head.map(() => '---')), ...rows.map(tableRow)].join('\n');
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** An object's address. Keys are made of these characters by us; whatever else turns up is treated like a stranger's text. */
export function archiveAddress({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  const address = `s3://${bucket}/${key}`;
  return /^s3:\/\/[\w./=-]{1,1100}$/.test(address) ? `\`${address}\`` : codeSpan(address, 1_100);
}

export function capitalised(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export function recorded(value: string): string {
  return value === '' ? 'not recorded' : codeSpan(value);
}

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/;

/** A time in words; one of another form than ISO 8601 UTC is shown as a stranger's text. */
export function timeWords(time: string): string {
  const [, date, clock] = ISO_TIME.exec(time) ?? [];
  return date === undefined || clock === undefined ? codeSpan(time) : `${date} ${clock} UTC`;
}
