import { errorFields } from '../../config/error-fields';

/** What one check has found. A remedy says what to do about it, in a sentence of its own. */
export type Finding =
  | { readonly state: 'ok' | 'note'; readonly subject: string; readonly what: string }
  | { readonly state: 'bad'; readonly subject: string; readonly what: string; readonly remedy: string };

export const ok = (subject: string, what: string): Finding => ({ state: 'ok', subject, what });
export const note = (subject: string, what: string): Finding => ({ state: 'note', subject, what });
export const bad = (subject: string, what: string, remedy: string): Finding => ({
  state: 'bad',
  subject,
  what,
  remedy,
});

/** A failed check. Failures of ours carry their remedy in the message; anything else gets `remedy`. */
export function failed(subject: string, error: unknown, remedy: string): Finding {
  const { message } = errorFields(error);
  const told = message.startsWith(`${subject}: `) ? message.slice(subject.length + 2) : message;
  const [what = '', ...rest] = told.split(/\. (?=[A-Z])/);
  return bad(subject, what, rest.length === 0 ? remedy : rest.join('. '));
}

/** One line of the report, and for a bad finding one more with the remedy. */
export function findingLines(finding: Finding): string[] {
  const line = `${finding.state.padEnd(5)} ${finding.subject.padEnd(12)} ${finding.what}`;
  return finding.state === 'bad' ? [line, `${' '.repeat(19)}${finding.remedy}`] : [line];
}
