import { z } from 'zod';
import type { TokenPolicy, TokenReading } from '../../domain/judgement';

const noted = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const words = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

/** A policy of an API token. `resources` stays as it is: its shapes are judged, not trusted. */
const Policy = z
  .object({
    effect: z.string(),
    permission_groups: z.array(z.object({ id: z.string(), name: noted })),
    resources: z.unknown().optional(),
  })
  .transform(({ effect, permission_groups, resources }): TokenPolicy => ({
    effect,
    permissionGroups: permission_groups,
    resources,
  }));

const IpCondition = z.object({ in: words, not_in: words });

/** `GET /accounts/{id}/tokens/{id}` and `GET /user/tokens/{id}`. @see docs/sources.md#token-policies */
export const ApiToken = z
  .object({
    name: z.string().default(''),
    status: z.string().default(''),
    issued_on: noted,
    modified_on: noted,
    not_before: noted,
    expires_on: noted,
    policies: z.array(Policy),
    // Documents disagree on the spelling of the key.
    condition: z
      .object({ request_ip: IpCondition.optional(), 'request.ip': IpCondition.optional() })
      .nullish()
      .transform((value) => value?.request_ip ?? value?.['request.ip']),
  })
  .transform((token): TokenReading => ({
    name: token.name,
    status: token.status,
    issuedOn: token.issued_on,
    modifiedOn: token.modified_on,
    notBefore: token.not_before,
    expiresOn: token.expires_on,
    policies: token.policies,
    ipIn: token.condition?.in ?? [],
    ipNotIn: token.condition?.not_in ?? [],
  }));

/** `GET /accounts/{id}/tokens/verify` and `GET /user/tokens/verify`: the token that asks. */
export const OwnToken = z.object({ success: z.literal(true), result: z.object({ status: z.string() }) });

export const PermissionGroupList = z.array(z.object({ id: z.string(), name: z.string() }));

/** `GET /(accounts|zones)/{id}/access/service_tokens/{id}`. @see docs/sources.md#access-service-tokens */
export const ServiceToken = z.object({
  name: z.string().default(''),
  enabled: z.boolean().default(true),
  duration: z.string().default(''),
  expires_at: noted,
  updated_at: noted,
});

/** An Access rule is an object with one key; only the two that speak of service tokens are read. */
const AccessRule = z.looseObject({
  service_token: z.object({ token_id: z.string() }).optional(),
  any_valid_service_token: z.looseObject({}).optional(),
});
const rules = z
  .array(AccessRule)
  .nullish()
  .transform((value) => value ?? []);

/** An Access policy or group: who is let in. `exclude` narrows and is not read. */
export const AccessPolicy = z.object({
  id: z.string().default(''),
  name: z.string().default(''),
  decision: z.string().default(''),
  include: rules,
  require: rules,
});

export const AccessApp = z.object({ id: z.string(), name: z.string().default('') });
