import { defanged, singleLine } from '../../untrusted-text';
import type { Inline } from './adf';
import { code, text } from './adf';

/** Longest value of a stranger's in a table of many rows, in characters. */
export const CELL_CAP = 100;
/** Longest value of a stranger's elsewhere. */
const FIELD_CAP = 200;

/** A stranger's text on one line, without characters that hide or turn others, with addresses nobody can follow. */
export function harmless(value: string, cap: number = FIELD_CAP): string {
  return singleLine(defanged(singleLine(value, cap)), cap);
}

/** A stranger's value, set apart from our words; "(none)" when nothing is left of it. */
export function strangerValue(value: string, cap?: number): Inline {
  return code(harmless(value, cap) || '(none)');
}

/** A value that may be absent. */
export function recorded(value: string | null): Inline {
  return value === null || value === '' ? text('not recorded') : strangerValue(value);
}
