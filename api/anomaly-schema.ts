import { isIP } from 'node:net';
import { z } from 'zod';

/** What a sender may post. Fields that are not named here are kept as details. */

/** Loose on purpose: what is no address in a strict sense may still be an actor of the audit log. */
const EMAIL = /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,255}$/u;

export const isEmail = (text: string): boolean => EMAIL.test(text);
/** With a zone (`%eth0`) it is nobody's address but that machine's own. */
export const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes('%');

const isBlank = (text: string): boolean => text.trim() === '';
const optional = <T extends z.ZodType>(schema: T) => schema.nullish();
const bounded = (most: number) => z.string().max(most, { error: `must have at most ${most} characters` });
/** Detectors write severities and the like as numbers too. */
const label = z.union([z.string(), z.number()], { error: 'must be a text or a number' });

const actor = z
  .looseObject({
    email: optional(
      bounded(320).refine((text) => isBlank(text) || isEmail(text.trim()), { error: 'must be an e-mail address' }),
    ),
    id: optional(bounded(128)),
    tokenId: optional(bounded(128)),
    ip: optional(
      bounded(64).refine((text) => isBlank(text) || isAddress(text.trim()), { error: 'must be an IP address' }),
    ),
  })
  .refine(
    ({ email, id, tokenId, ip }) => [email, id, tokenId, ip].some((part) => typeof part === 'string' && !isBlank(part)),
    {
      error: 'must name at least one of email, id, tokenId and ip',
    },
  );

export const anomalySchema = z
  .looseObject({
    actor: z
      .union([bounded(320).refine((text) => !isBlank(text), { error: 'must not be empty' }), actor], {
        error: 'must be a text or an object',
      })
      .meta({
        description: 'Who did it: an e-mail address, or an object with at least one of email, id, tokenId and ip.',
      }),
    action: bounded(200)
      .refine((text) => !isBlank(text), { error: 'must not be empty' })
      .meta({ description: 'What was done, in a word or two of up to 200 characters: token_create.' }),
    timestamp: z.iso.datetime({ offset: true, error: 'must be a time as of RFC 3339' }).meta({
      description:
        'When it was done, RFC 3339 with an offset: 2026-11-22T02:00:00Z. Taken from `occurredAt` where there is none.',
    }),
    account: optional(bounded(128)).meta({
      description: 'Cloudflare account that it concerns, by id or by its short name in the settings. Absent means all.',
    }),
    source: optional(label).meta({ description: 'Where the sender saw it.' }),
    severity: optional(label).meta({ description: 'How bad the sender thinks it is, in words of its own.' }),
    title: optional(label).meta({ description: 'One line for people.' }),
  })
  .meta({
    id: 'Anomaly',
    description: 'Somebody did something at some time. Fields that are not named here are kept as details.',
  });
export type AnomalyBody = z.output<typeof anomalySchema>;

/** What a field means, for whoever got it wrong. */
export function remedyOf(field: PropertyKey | undefined): string {
  const schema = field === undefined ? undefined : (anomalySchema.shape as Record<PropertyKey, z.ZodType>)[field];
  return schema?.meta()?.description ?? 'See the schema Anomaly in /openapi.json.';
}
