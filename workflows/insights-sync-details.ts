import { INSIGHT_SEVERITIES, LIFECYCLE_STATES, STANDINGS } from '../domain/insight';
import type { InsightsSyncResult } from './contracts';

export type InsightsSyncView = Pick<
  InsightsSyncResult,
  | 'attention'
  | 'notes'
  | 'skipped'
  | 'listed'
  | 'figures'
  | 'comparedAt'
  | 'changes'
  | 'seq'
  | 'pendingTickets'
  | 'quota'
>;

/** What the Temporal UI shows of a sync while it goes on and after: Markdown, without any text of an insight. */
export function insightsSyncDetails(step: string, view: InsightsSyncView): string {
  const { quota, skipped, listed, figures, comparedAt, changes, seq } = view;
  return [
    `**${step}**, ${changes} lifecycle records written${seq === null ? '' : `, newest commit ${seq}`}`,
    '',
    `Allowance of ${quota.month}: **${quota.used} of ${quota.limit}** requests used, ${quota.left} left, forecast ${quota.forecast}, ${quota.reserve} kept for people`,
    ...(skipped === null ? [] : ['', `Not listed: ${skipped.sentence} Next: ${skipped.nextAt}.`]),
    ...(listed === null
      ? []
      : [
          '',
          `Listed ${listed.open} open insights${listed.dismissed === null ? '' : ` and ${listed.dismissed} dismissed ones`} with ${listed.requests} requests`,
        ]),
    ...(figures === null
      ? []
      : [
          '',
          `| as of ${comparedAt ?? 'never'} | ${INSIGHT_SEVERITIES.join(' | ')} |`,
          `| --- |${' --- |'.repeat(INSIGHT_SEVERITIES.length)}`,
          ...STANDINGS.map(
            (standing) =>
              `| ${standing} | ${INSIGHT_SEVERITIES.map((severity) => figures.standing[standing][severity]).join(' | ')} |`,
          ),
          '',
          `| ${LIFECYCLE_STATES.join(' | ')} |`,
          `|${' --- |'.repeat(LIFECYCLE_STATES.length)}`,
          `| ${LIFECYCLE_STATES.map((state) => figures.records[state]).join(' | ')} |`,
        ]),
    ...section('Attention', view.attention),
    ...section('Notes', view.notes),
  ].join('\n');
}

function section(title: string, sentences: readonly string[]): string[] {
  return sentences.length === 0 ? [] : ['', `**${title}**`, '', ...sentences.map((sentence) => `- ${sentence}`)];
}
