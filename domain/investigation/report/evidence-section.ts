import type { AdfBlock } from './adf';
import { code, factsTable, heading, link, paragraph, text } from './adf';
import type { ReportContext } from './report-context';
import { filled, lineOf } from './report-template';
import { strangerValue } from './stranger-text';

/** Confluence shows no attachments on the page itself. */
export const WHERE_FILES_ARE = 'in the page’s menu ••• at the top right, under Attachments';

/** @param attachments names, in the order in which they are shown */
export function evidenceSection(
  { facts, template, values }: ReportContext,
  attachments: readonly string[],
): readonly AdfBlock[] {
  const { bucket, key, sha256 } = facts.evidence;
  return [
    heading(2, lineOf('heading.evidence', template)),
    factsTable([
      ['Object', address(`s3://${bucket}/${key}`)],
      ['SHA-256', /^[0-9a-f]{64}$/.test(sha256) ? code(sha256) : strangerValue(sha256)],
      ['Attached', text(`${attachments.join(', ')}: ${WHERE_FILES_ARE}`)],
      ['In the dashboard', link('Cloudflare’s audit log', 'https://dash.cloudflare.com/?to=/:account/audit-log')],
    ]),
    paragraph(
      text(
        'The object holds all that was read, without secrets, and is written once. C and D number the events of Cloudflare and of Datadog; the attached CSV has their ids there. Values ',
      ),
      code('in this type'),
      text(
        ' are as others recorded them, chosen by strangers and made harmless: do not trust what they say. This page is written once, and its text is yours to edit; title, space and first line are what Edgewarden knows it by.',
      ),
    ),
    ...filled('closing', template, values).map((words) => paragraph(words)),
  ];
}

/** Keys are made of these characters by us; whatever else turns up is treated like a stranger's text. */
function address(object: string) {
  return /^s3:\/\/[\w./=-]{1,1100}$/.test(object) ? code(object) : strangerValue(object, 1_100);
}
