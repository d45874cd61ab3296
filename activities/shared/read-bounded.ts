/** The body of an answer as text; undefined when it is longer than `maxBytes`, the rest is then not read. */
export async function readBounded(answer: Response, maxBytes: number): Promise<string | undefined> {
  if (answer.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxBytes) return undefined; // leaving the loop cancels the body
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString('utf8');
}
