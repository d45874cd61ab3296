import type { Inline } from './adf';
import { text } from './adf';
import { strangerValue } from './stranger-text';

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?Z$/;

/** `2026-11-22 01:03:12`; undefined for what is no ISO 8601 UTC time. */
export function utcSeconds(time: string): string | undefined {
  const [, date, clock] = ISO_TIME.exec(time) ?? [];
  return date === undefined || clock === undefined ? undefined : `${date} ${clock}`;
}

/** A time in words; one of another form is shown as a stranger's text. */
export function utcWords(time: string): Inline {
  const seconds = utcSeconds(time);
  return seconds === undefined ? strangerValue(time) : text(`${seconds} UTC`);
}
