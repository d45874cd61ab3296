import type { AdfBlock, Column } from './adf';
import { expand, paragraph, table, text } from './adf';
import { labelList } from './event-labels';
import type { ReportContext } from './report-context';
import { counted } from './report-context';
import { CELL_CAP, recorded, strangerValue } from './stranger-text';
import { utcSeconds } from './utc-words';

const COLUMNS: readonly Column[] = [
  { head: 'From (UTC)', width: 150 },
  { head: 'To (UTC)', width: 150 },
  { head: 'Address', width: 140 },
  { head: 'Program and credential', width: 320 },
  { head: 'Events', width: 200 },
];
const MAX_SESSIONS = 40;
const MAX_LABELS = 10;

/** Where and with what the actor worked: the last sessions, because the first are the usual ones. */
export function sessionsSection({ facts, labels }: ReportContext): readonly AdfBlock[] {
  const { sessions } = facts.assessment;
  if (sessions.length === 0) return [];
  const left = sessions.length - MAX_SESSIONS;
  const rows = sessions
    .slice(-MAX_SESSIONS)
    .map(({ from, to, address, userAgent, credentialId, events }) => [
      text(utcSeconds(from) ?? 'unknown'),
      text(utcSeconds(to) ?? 'unknown'),
      recorded(address),
      [
        paragraph(userAgent === '' ? text('no program named') : strangerValue(userAgent, CELL_CAP)),
        ...(credentialId === null ? [] : [paragraph(text('credential '), strangerValue(credentialId, CELL_CAP))]),
      ],
      text(labelList(events, labels, MAX_LABELS)),
    ]);
  return [
    expand(`${counted(sessions.length, 'session')}, by address, program and credential`, [
      ...(left > 0 ? [paragraph(text(`The last ${MAX_SESSIONS}; ${left} earlier ones are left out.`))] : []),
      table('default', COLUMNS, rows),
    ]),
  ];
}
