import { INSIGHT_SEVERITIES, LIFECYCLE_STATES, STANDINGS } from '../domain/insight';
import type { InsightFigures } from '../domain/insight-sync';
import type { QuotaStanding } from '../domain/request-quota';
import type { InsightsSyncResult } from '../workflows/contracts';

/** The result of a dry run for people. */
export function insightResultLines(result: InsightsSyncResult): string[] {
  const { outcome, attention, notes, skipped, listed, figures, quota } = result;
  return [
    `outcome   ${outcome}`,
    ...[...attention, ...notes].map((sentence) => `          ${sentence}`),
    ...(skipped === null ? [] : skippedLines(skipped)),
    ...(listed === null ? [] : [`listed    ${listedText(listed)}`]),
    // Without a listing the figures are those of an earlier run.
    ...(listed === null || figures === null ? [] : figureLines(figures)),
    `quota     ${quotaText(quota)}`,
  ];
}

/** The month at a glance. */
export function quotaText({ month, limit, used, left, forecast }: QuotaStanding): string {
  return `${used} of ${limit} requests used in ${month}, ${left} left; ${forecast} by the end of the month if it goes on like this`;
}

function skippedLines({ sentence, nextAt }: NonNullable<InsightsSyncResult['skipped']>): string[] {
  return [`skipped   ${sentence}`, `          a listing may be due at ${nextAt}`];
}

function listedText({ open, dismissed, requests }: NonNullable<InsightsSyncResult['listed']>): string {
  const lists = `${open} open insights${dismissed === null ? '' : ` and ${dismissed} dismissed ones`}`;
  return `${lists}, for ${requests} requests`;
}

function figureLines({ records, standing, listed, wanted }: InsightFigures): string[] {
  const changes = LIFECYCLE_STATES.filter((state) => records[state] > 0).map((state) => `${records[state]} ${state}`);
  return [
    ...(wanted < listed ? [`filters   ${wanted} of the ${listed} open ones pass them`] : []),
    `records   ${changes.length === 0 ? 'none would be written' : `would be written: ${changes.join(', ')}`}`,
    ...STANDINGS.flatMap((state) => {
      const counts = INSIGHT_SEVERITIES.toReversed().filter((severity) => standing[state][severity] > 0);
      return counts.length === 0
        ? []
        : [`${state.padEnd(9)} ${counts.map((severity) => `${standing[state][severity]} ${severity}`).join(', ')}`];
    }),
  ];
}
