/** What an investigation ends with, in the order of suspicion, the least first. */
export const VERDICTS = ['benign', 'misconfiguration', 'inconclusive', 'likely_malicious'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The more suspicious of two verdicts. */
export function moreSuspicious(a: Verdict, b: Verdict): Verdict {
  return VERDICTS.indexOf(a) >= VERDICTS.indexOf(b) ? a : b;
}
