import { ATTACKS } from './attacks';
import type { LabelledHistory } from './build';
import { MISTAKES } from './mistakes';
import { ROUTINES } from './routines';
import { UNDECIDED } from './undecided';

/** Every history with a label. */
export const HISTORIES: readonly LabelledHistory[] = [...ATTACKS, ...MISTAKES, ...ROUTINES, ...UNDECIDED];
