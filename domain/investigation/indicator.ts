import type { IndicatorContext, OwnEvent } from './indicator-context';

/** What an indicator speaks for. */
export const DIRECTIONS = ['attack', 'mistake', 'routine'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What several attack indicators may see in one and the same thing: only the heaviest of a family counts. */
export type Family = 'place' | 'credentials';

/** One thing to look for in a timeline. Its texts are ours: no text from outside stands in them. */
export interface IndicatorRule {
  readonly id: string;
  readonly title: string;
  /** What it means, in a sentence or two for an operator. */
  readonly explanation: string;
  readonly direction: Direction;
  /** How much an attack indicator adds to suspicion; how sure a mistake or routine makes. 1 to 100. */
  readonly weight: number;
  /** Attack indicators only; absent for what counts by itself. */
  readonly family?: Family;
  /** MITRE ATT&CK technique, where one fits. @see https://attack.mitre.org */
  readonly technique: string | null;
  /**
   * Attack indicators only: an act that a mistake can explain, so long as no other sort of attack indicator was found. What
   * says where, when and how the actor worked explains itself by nothing.
   */
  readonly explainable?: true;
  /** What to do when it was found: a line of the checklist. Attack indicators only. */
  readonly step?: string;
  /** The events that show it; none means that it is not there. */
  readonly detect: (context: IndicatorContext) => readonly OwnEvent[];
}
