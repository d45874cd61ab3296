import { z } from 'zod';
import { isNearHost } from '../domain/near-host';
import { leastGapMs, wrongCron } from './cron';
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

/**
 * A duration within bounds, or a cron expression whose firings lie at least `least` apart. What has a blank in it is
 * meant as a cron expression.
 */
export function syncSchedule(least: string, most: string): z.ZodString {
  const [leastMs = 0, mostMs = 0] = [parseDuration(least), parseDuration(most)];
  const example = "a cron expression of five fields in UTC: '0 */6 * * *'";
  const either = `must be a duration between ${least} and ${most}, 10m for example, or ${example}`;
  return z.string({ error: either }).superRefine((text, context) => {
    const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
    if (!/\s/.test(text.trim())) {
      const ms = parseDuration(text);
      if (ms === undefined || ms < leastMs || ms > mostMs) refuse(either);
      return;
    }
    const wrong = wrongCron(text);
    if (wrong !== undefined) refuse(`is no cron expression, it ${wrong}. An example in UTC: '0 */6 * * *'`);
    else if (leastGapMs(text) < leastMs)
      refuse(`fires twice within ${least}; an example that does not: '*/10 * * * *'`);
  });
}

/** One of a closed list, read without regard to case; comes out as the list spells it. */
export function anyCase<const T extends string>(values: readonly T[]) {
  return z.string().transform((text, context): T => {
    const known = values.find((value) => value === text.toLowerCase());
    if (known !== undefined) return known;
    context.issues.push({ code: 'invalid_value', values: [...values], input: text });
    return z.NEVER;
  });
}

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
