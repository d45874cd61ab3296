import { defanged, singleLine } from '../../untrusted-text';
import type { TimelineEvent } from '../timeline';
import { eventRef } from '../timeline';
import type { ReportContext } from './report-context';

type Field = (event: TimelineEvent, context: ReportContext) => string;

/** The columns, in order. */
const FIELDS: Readonly<Record<string, Field>> = {
  ref: (event, { labels }) => labels.get(eventRef(event)) ?? '',
  time_utc: ({ time }) => time ?? '',
  source: ({ source }) => source,
  id: ({ id }) => id,
  kind: ({ kind }) => kind,
  outcome: ({ outcome }) => outcome,
  actor_email: ({ actor }) => actor.email,
  actor_id: ({ actor }) => actor.id,
  actor_name: ({ actor }) => actor.name,
  actor_type: ({ actor }) => actor.type,
  matched_by: ({ matchedBy }) => matchedBy,
  address: ({ address }) => address ?? '',
  country: ({ country }) => country ?? '',
  user_agent: ({ userAgent }) => userAgent,
  credential_id: ({ credentialId }) => credentialId ?? '',
  approved_issuer: ({ approvedIssuer }) => String(approvedIssuer),
  area: ({ area }) => area,
  target: ({ target }) => target,
  target_name: ({ text }) => text.targetName,
  summary: ({ text }) => text.summary,
  request_id: ({ requestId }) => requestId ?? '',
  indicators: (event, { signs }) =>
    signs
      .of(eventRef(event))
      .map(({ indicator }) => indicator.id)
      .join(' '),
};

/**
 * What a spreadsheet takes for a formula, in any form of these letters. A blank or a tab before it does not help, and a number
 * with a sign is text here.
 */
const FORMULA = /^[\s'"]*[=+\-@＝＋－﹢﹣﹦＠﹫−|%]/u;
/** Where a decimal is written with a comma, a spreadsheet ends a cell at each semicolon, whatever the quotes say. */
const CELL_IN_CELL = /;(?=[\s'"]*[=+\-@＝＋－﹢﹣﹦＠﹫−|%])/gu;

/**
 * The whole timeline as CSV (RFC 4180), one event a line. Values are cleaned like those of the page, which leaves no tab in
 * them; none is a formula, also where cells end at semicolons.
 */
export function timelineCsv(context: ReportContext): string {
  const lines = context.facts.timeline.map((event) =>
    Object.values(FIELDS).map((field) => cell(field(event, context))),
  );
  return [Object.keys(FIELDS), ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

function cell(value: string): string {
  const clean = defanged(singleLine(value)).replace(CELL_IN_CELL, ";'");
  return `"${(FORMULA.test(clean) ? `'${clean}` : clean).replaceAll('"', '""')}"`;
}
