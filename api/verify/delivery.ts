import { createHash, timingSafeEqual } from 'node:crypto';

/** Header values of a request by name in lower case, repeated ones one by one: `request.headersDistinct`. */
export type DistinctHeaders = NodeJS.Dict<string[]>;

/** What tells one delivery of a sender from another; undefined when the delivery is not proven to be the sender's. */
export type Verify = (headers: DistinctHeaders, body: Buffer, nowMs: number) => string | undefined;

/** The value of a header that stands exactly once. */
export function singleHeader(headers: DistinctHeaders, name: string): string | undefined {
  const values = headers[name];
  return values?.length === 1 ? values[0] : undefined;
}

/** Whether two texts are the same, in a time that tells nothing about where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
