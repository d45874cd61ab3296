import type { Verdict } from './verdict-order';

/** What to do now: one sentence, and the list to work through. Our words only. */
export interface NextStep {
  readonly title: string;
  readonly checklist: readonly string[];
}

/** What every investigation of a verdict ends with; steps of the indicators found come between the first and the rest. */
export const NEXT_STEPS: Readonly<Record<Verdict, NextStep>> = {
  benign: {
    title: 'Close it, unless the actor denies it.',
    checklist: [
      'Compare what was reported with the timeline: is it in there?',
      'If the detector reports the same work again and again, teach it the exception.',
      'Close the alert and link this page.',
    ],
  },
  misconfiguration: {
    title: 'Talk to the actor and see that all is as it should be.',
    checklist: [
      'Ask the actor what the change was for, and whether it was put right in full.',
      'Compare the setting with what it should be now, not with what it was before.',
      'Find out whether anything was exposed between the change and its correction.',
      'If one person can make this mistake alone, put a review or a guard in the way.',
      'Close the alert and link this page.',
    ],
  },
  inconclusive: {
    title: 'Ask the actor; without an answer within the hour, treat it as an attack.',
    checklist: [
      'Ask the actor by telephone or in person, not by a channel that the account controls, whether this was them.',
      'Look at the acts that nothing explains first: was each of them wanted, and by whom?',
      'Read what could not be read here: sources that failed, and the time before the window.',
      'Without an answer, end the actor’s sessions and revoke the credentials that were made.',
      'Note the outcome, and close the alert or raise it.',
    ],
  },
  likely_malicious: {
    title: 'Contain the account now, ask afterwards.',
    checklist: [
      'End all sessions of the actor, in Cloudflare and wherever else they sign in, and lock the account.',
      'Revoke every credential that the actor made or used in the window.',
      'Keep the evidence: do not delete what the actor left behind before it is recorded.',
      'Look for the same address, program and credentials among other actors.',
      'Undo what was changed, from the timeline’s last act to its first.',
      'Call the incident lead and follow your plan for incidents.',
    ],
  },
};

/** The step of a verdict with what the indicators found add to it, each line once. */
export function nextStep(verdict: Verdict, ofIndicators: readonly string[]): NextStep {
  const { title, checklist } = NEXT_STEPS[verdict];
  const [first = '', ...rest] = checklist;
  return { title, checklist: [...new Set([first, ...ofIndicators, ...rest])] };
}
