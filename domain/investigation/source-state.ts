/** How much of a source an investigation could read. */
export interface SourceStateRule {
  readonly state: string;
  /** What it leaves of the confidence. */
  readonly factor: number;
  /** The sentence that a report says of it, after the name of the source; none when all is well. */
  readonly sentence: string | null;
}

/** Everything that can become of a source. None of it moves a verdict. */
export const SOURCE_STATES = [
  { state: 'complete', factor: 1, sentence: null },
  { state: 'not_configured', factor: 0.95, sentence: 'is not connected.' },
  { state: 'truncated', factor: 0.85, sentence: 'had more events than are read; the rest is missing here.' },
  { state: 'partial', factor: 0.8, sentence: 'answered incompletely; events may be missing.' },
  { state: 'not_searchable', factor: 0.8, sentence: 'cannot be searched for this actor.' },
  { state: 'missing', factor: 0.7, sentence: 'could not be read.' },
] as const satisfies readonly SourceStateRule[];
export type SourceState = (typeof SOURCE_STATES)[number]['state'];

/** The row of a state. One that a newer version has stored and this one does not know leaves no confidence. */
export function sourceStateRule(state: SourceState): SourceStateRule {
  const rule: SourceStateRule | undefined = SOURCE_STATES.find((candidate) => candidate.state === state);
  return rule ?? { state, factor: 0, sentence: null };
}
