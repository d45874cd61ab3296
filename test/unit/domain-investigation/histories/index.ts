import { ATTACKS_BY_ACTS } from './attacks-by-acts';
import { ATTACKS_BY_PRESENCE } from './attacks-by-presence';
import type { LabelledHistory } from './build';
import { MISTAKES } from './mistakes';
import { RECORDED_ATTACKS } from './recorded-attacks';
import { RECORDED_DAYS } from './recorded-days';
import { ROUTINES } from './routines';
import { UNDECIDED } from './undecided';

/** Every history with a label. */
export const HISTORIES: readonly LabelledHistory[] = [
  ...ATTACKS_BY_PRESENCE,
  ...ATTACKS_BY_ACTS,
  ...RECORDED_ATTACKS,
  ...MISTAKES,
  ...RECORDED_DAYS,
  ...ROUTINES,
  ...UNDECIDED,
];
