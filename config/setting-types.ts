import { z } from 'zod';
import { parseDuration } from './duration';

/** A duration as text within bounds, both inclusive. */
export function duration(least: string, most: string): z.ZodString {
  const [leastMs = 0, mostMs = 0] = [parseDuration(least), parseDuration(most)];
  return z
    .string({ error: `must be a duration between ${least} and ${most}, a whole number and one of s, m, h, d: 10m` })
    .refine(
      (text) => {
        const ms = parseDuration(text);
        return ms !== undefined && ms >= leastMs && ms <= mostMs;
      },
      { error: `must be a duration between ${least} and ${most}, a whole number and one of s, m, h, d: 10m` },
    );
}

/** Hosts to which plain HTTP is harmless: this machine, and names without a dot, which only a container network resolves. */
const isNearHost = (host: string): boolean => host === '[::1]' || /^127(?:\.\d+){3}$/.test(host) || !/[.:]/.test(host);

/** Base URL of a provider: HTTPS, or HTTP to a near host; without credentials, query or fragment. */
export const baseUrl = z
  .string()
  .refine(
    (text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url === undefined || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
        return false;
      return url.protocol === 'https:' || (url.protocol === 'http:' && isNearHost(url.hostname));
    },
    {
      error:
        'must be an https:// URL without user name, query or fragment; http:// is accepted for this machine and for host names without a dot',
    },
  )
  .meta({ format: 'uri' });

/** A short text of one line, without control characters. */
export function line(most: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(most, { error: `must have at most ${most} characters` })
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, { error: 'must be one line without control characters' });
}

/** Values that may stand only once. */
export function distinct<T extends z.ZodType>(item: T): z.ZodArray<T> {
  return z.array(item).superRefine((values, context) => {
    values.forEach((value, index) => {
      if (values.indexOf(value) !== index) {
        context.addIssue({ code: 'custom', path: [index], message: 'stands twice in this list: remove one' });
      }
    });
  });
}

/** Placeholders of a template, `{name}`, that nobody fills in. */
export function unknownPlaceholders(template: string, known: readonly string[]): string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '').filter((name) => !known.includes(name));
}
