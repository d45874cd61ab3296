/**
 * Text with full-width letters, the long s, ligatures and their like in their plain form, as folding decoders read it.
 *
 * One code point at a time, which is enough for the plain words that we look for: normalising a text as a whole takes
 * time quadratic in the combining marks that a stranger piles up.
 */
export function compatibleText(text: string): string {
  return text.replace(/\P{ASCII}/gu, (letter) => letter.normalize('NFKC'));
}

/** A key as a decoder compares it that looks at neither case nor form. */
export function foldedKey(key: string): string {
  return compatibleText(key).trim().toLowerCase();
}
