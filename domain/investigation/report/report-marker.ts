import type { AdfParagraph } from './adf';
import { code, paragraph, text } from './adf';

/** Digits of an investigation's fingerprint. */
const FINGERPRINT_DIGITS = 16;
const MARKER = /^\s*edgewarden:([0-9a-f]{16})(?:\s|$)/;

/** What a page's marker is made of. @param sha256 of the investigation's id, hex */
export function fingerprintOf(sha256: string): string {
  return sha256.slice(0, FINGERPRINT_DIGITS);
}

/** First paragraph of a report, by which it is found again; the words are for people, and may be edited. */
export function markerParagraph(fingerprint: string): AdfParagraph {
  return paragraph(
    code(`edgewarden:${fingerprint}`),
    text(' Edgewarden knows its page by this line: leave it here.', 'em'),
  );
}

/**
 * Fingerprint in the first paragraph of a page; undefined when it is none of ours. A marker further down is anybody's text.
 *
 * @param document a page's body as `JSON.parse` returns it
 */
export function fingerprintIn(document: unknown): string | undefined {
  const [first] = children(document);
  const words = children(first)
    .map((node) => (isRecord(node) && typeof node['text'] === 'string' ? node['text'] : ''))
    .join('');
  return MARKER.exec(words)?.[1];
}

function children(node: unknown): readonly unknown[] {
  return isRecord(node) && Array.isArray(node['content']) ? (node['content'] as readonly unknown[]) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
