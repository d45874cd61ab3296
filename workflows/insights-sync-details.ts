import { INSIGHT_SEVERITIES, LIFECYCLE_STATES, STANDINGS } from '../domain/insight';
import type { InsightsSyncResult } from './contracts';
import { ROOM_BELOW } from './details-frame';

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

/** What people look for first stands first. */
const SEVERITIES = INSIGHT_SEVERITIES.toReversed();

/** What the Temporal UI shows of a sync while it goes on and after: Markdown, without any text of an insight. */
export function insightsSyncDetails(step: string, view: InsightsSyncView): string {
  const { quota, skipped, listed, figures, comparedAt, changes, seq } = view;
  return [
    `**${step}**, ${changes} lifecycle records${seq === null ? '' : `, newest commit ${seq}`}`,
    '',
    `Allowance of ${quota.month}: **${quota.used} of ${quota.limit}** requests used, ${quota.left} left, ${quota.reserve} kept for people. Forecast: ${quota.forecast} by the end of the month`,
    ...(skipped === null ? [] : ['', `Not listed: ${skipped.sentence} Next: ${skipped.nextAt}`]),
    ...(listed === null
      ? []
      : [
          '',
          `Listed ${listed.open} open insights${listed.dismissed === null ? '' : ` and ${listed.dismissed} dismissed ones`} with ${listed.requests} requests`,
        ]),
    ...section('Attention', view.attention),
    ...section('Notes', view.notes),
    ...(figures === null
      ? []
      : [
          '',
          `Compared at ${comparedAt ?? 'no time'}:`,
          '',
          `| known insights | ${SEVERITIES.join(' | ')} |`,
          `| --- |${' ---: |'.repeat(SEVERITIES.length)}`,
          ...STANDINGS.map(
            (standing) =>
              `| ${standing} | ${SEVERITIES.map((severity) => figures.standing[standing][severity]).join(' | ')} |`,
          ),
          '',
          'Lifecycle records of that comparison:',
          '',
          `| ${LIFECYCLE_STATES.join(' | ')} |`,
          `|${' ---: |'.repeat(LIFECYCLE_STATES.length)}`,
          `| ${LIFECYCLE_STATES.map((state) => figures.records[state]).join(' | ')} |`,
        ]),
    ...ROOM_BELOW,
  ].join('\n');
}

function section(title: string, sentences: readonly string[]): string[] {
  return sentences.length === 0 ? [] : ['', `**${title}**`, '', ...sentences.map((sentence) => `- ${sentence}`)];
}
