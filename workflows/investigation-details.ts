import type { InvestigationView } from './contracts';
import { ROOM_BELOW } from './details-frame';

/** What the Temporal UI shows of an investigation: Markdown, without anything that a stranger wrote. */
export function investigationDetails(
  { state, verdict, confidence, report, missing, failure }: InvestigationView,
  window: { readonly from: string; readonly to: string } | null,
): string {
  return [
    `**${state}**${window === null ? '' : `, events from ${window.from} to ${window.to}`}`,
    ...(verdict === null || confidence === null
      ? []
      : ['', `Verdict: **${verdict.replaceAll('_', ' ')}**, confidence ${confidence.toFixed(2)}`]),
    ...(report === null ? [] : ['', `[Report](${report})`]),
    ...(missing.length === 0 ? [] : ['', '**What could not be read**', '', ...missing.map((note) => `- ${note}`)]),
    ...(failure === null ? [] : ['', `**${state === 'failed' ? 'Failed' : 'Waits'}**: ${failure}`]),
    ...ROOM_BELOW,
  ].join('\n');
}
