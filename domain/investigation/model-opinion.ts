import type { EventRef } from './timeline';
import type { Verdict } from './verdict-order';
import { moreSuspicious } from './verdict-order';

/** What a language model made of the evidence, checked in code. Plain JSON. */
export interface ModelOpinion {
  /** `unavailable`: it was asked and gave no usable answer. */
  readonly status: 'used' | 'unavailable';
  /** Why it was of no use, a sentence of ours; null when it was used. */
  readonly reason: string | null;
  /** Whether it moves the verdict: towards suspicion, and with citations that exist. */
  readonly raised: boolean;
  readonly verdict: Verdict | null;
  /** As the model says, 0 to 1. Shown, never used. */
  readonly confidence: number | null;
  /** The model's words: as untrusted as the evidence that it read. */
  readonly narrative: string | null;
  /** Events that it cites and that exist. */
  readonly citations: readonly EventRef[];
  /** The model's words, untrusted. */
  readonly nextStep: string | null;
  readonly model: string;
  readonly promptVersion: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** What the investigation ends with: the rules' verdict, unless the model has raised it. */
export function finalVerdict(rules: Verdict, model: ModelOpinion | null): Verdict {
  if (model?.status !== 'used' || !model.raised || model.verdict === null) return rules;
  return moreSuspicious(rules, model.verdict);
}
