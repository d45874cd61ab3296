import { json, type Answer } from '../http/exchange';
import { refuseV1 } from './errors';
import { pageV1 } from './labels-api';
import { listAnswer } from './list-answer';
import { formParts, textOf, type FormPart } from './multipart';
import { pageOf } from './pages-api';
import type { Call } from './route';
import type { PageAttachment, SandboxPage } from './store';

const NAME_TAKEN =
  'com.atlassian.confluence.api.service.exceptions.BadRequestException: Cannot add a new attachment with same file name as an existing attachment: ';

/** Files of a page in the words of version 2; `filename` narrows them. */
export function listAttachmentsV2(call: Call): Answer {
  const page = pageOf(call);
  const name = call.exchange.query.get('filename');
  const found = page.attachments.filter(({ title }) => name === null || title === name);
  return listAnswer(call, found, (attachment) => call.views.attachmentV2(page, attachment));
}

/** The same in the words of version 1. */
export function listAttachments(call: Call): Answer {
  const page = pageV1(call);
  const name = call.exchange.query.get('filename');
  return attached(
    call,
    page,
    page.attachments.filter(({ title }) => name === null || title === name),
  );
}

/** POST: a name that the page has already is refused, and nothing of the request is kept. */
export function addAttachments(call: Call): Answer {
  const page = pageV1(call);
  const { files, comment } = formOf(call);
  const added: PageAttachment[] = [];
  for (const file of files) {
    const title = file.filename ?? '';
    if ([...page.attachments, ...added].some((one) => one.title === title))
      throw refuseV1(400, `${NAME_TAKEN}${title}`);
    added.push(attachmentOf(call, file, comment, undefined));
  }
  call.store.save({ ...page, attachments: [...page.attachments, ...added] });
  return attached(call, page, added);
}

/** PUT: a name that the page has already gets another version. */
export function putAttachments(call: Call): Answer {
  const page = pageV1(call);
  const { files, comment } = formOf(call);
  const attachments = [...page.attachments];
  const written: PageAttachment[] = [];
  for (const file of files) {
    const index = attachments.findIndex(({ title }) => title === file.filename);
    const attachment = attachmentOf(call, file, comment, attachments[index]);
    if (index < 0) attachments.push(attachment);
    else attachments[index] = attachment;
    written.push(attachment);
  }
  call.store.save({ ...page, attachments });
  return attached(call, page, written);
}

function formOf({ exchange }: Call): { files: FormPart[]; comment: string } {
  if (!/^no-?check$/.test(String(exchange.headers['x-atlassian-token']))) throw refuseV1(403, 'XSRF check failed');
  let parts: FormPart[];
  try {
    parts = formParts(exchange.bytes, exchange.headers['content-type'] ?? '');
  } catch (error) {
    throw refuseV1(415, error instanceof Error ? error.message : 'no form');
  }
  const files = parts.filter(({ name, filename }) => name === 'file' && filename !== undefined && filename !== '');
  if (files.length === 0) throw refuseV1(400, 'At least one part named file is required');
  const comment = parts.find(({ name }) => name === 'comment');
  return { files, comment: comment === undefined ? '' : textOf(comment) };
}

function attachmentOf(
  { store }: Call,
  file: FormPart,
  comment: string,
  old: PageAttachment | undefined,
): PageAttachment {
  return {
    id: old?.id ?? `att${store.takeId()}`,
    title: file.filename ?? '',
    mediaType: file.mediaType?.replace(/;.*$/, '').trim() ?? 'application/octet-stream',
    comment,
    base64: file.content.toString('base64'),
    version: store.version((old?.version.number ?? 0) + 1),
  };
}

function attached({ views }: Call, page: SandboxPage, attachments: readonly PageAttachment[]): Answer {
  const results = attachments.map((attachment) => views.attachmentV1(page, attachment));
  const links = { base: views.base(), context: '/wiki' };
  return json(200, { results, start: 0, limit: 50, size: results.length, _links: links });
}
