/** One part of a `multipart/form-data` body. */
export interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly mediaType: string | undefined;
  readonly content: Buffer;
}

/** Reads a form. @throws Error when it is none, or ends in the middle */
export function formParts(bytes: Buffer, contentType: string): FormPart[] {
  const match = /^multipart\/form-data;.*?boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw new Error('the request is no multipart/form-data with a boundary');
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const body = Buffer.concat([Buffer.from('\r\n'), bytes]);
  const parts: FormPart[] = [];
  let at = body.indexOf(delimiter);
  for (;;) {
    if (at < 0) throw new Error('the form has no end');
    const from = at + delimiter.length;
    if (body.subarray(from, from + 2).toString('latin1') === '--') return parts;
    at = body.indexOf(delimiter, from);
    const part = body.subarray(from, at < 0 ? from : at);
    const split = part.indexOf('\r\n\r\n');
    if (at < 0 || split < 0) throw new Error('a part of the form is broken off');
    parts.push(partOf(part.subarray(0, split).toString('utf8'), part.subarray(split + 4)));
  }
}

function partOf(head: string, content: Buffer): FormPart {
  const headers = new Map(
    head.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
    }),
  );
  const disposition = headers.get('content-disposition') ?? '';
  return {
    name: /(?:^|;)\s*name="([^"]*)"/.exec(disposition)?.[1] ?? '',
    filename: /(?:^|;)\s*filename="([^"]*)"/.exec(disposition)?.[1],
    mediaType: headers.get('content-type'),
    content,
  };
}

/** Text of a part; without a charset it is read as Latin-1, as the real one does. */
export function textOf({ content, mediaType }: FormPart): string {
  return content.toString(/charset="?utf-8/i.test(mediaType ?? '') ? 'utf8' : 'latin1');
}
