import { ATTACK_ACT_RULES } from './attack-act-rules';
import { ATTACK_PRESENCE_RULES } from './attack-presence-rules';
import type { IndicatorRule } from './indicator';
import { MISTAKE_RULES } from './mistake-rules';
import { ROUTINE_RULES } from './routine-rules';

/** Everything that an investigation looks for: attack, then mistake, then routine. */
export const INDICATOR_RULES: readonly IndicatorRule[] = [
  ...ATTACK_PRESENCE_RULES,
  ...ATTACK_ACT_RULES,
  ...MISTAKE_RULES,
  ...ROUTINE_RULES,
];
