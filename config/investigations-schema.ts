import { z } from 'zod';
import { TOKEN_WATCH_SENDER } from '../domain/investigation/investigation-id';
import { SEVERITIES } from '../domain/judgement';
import { secretReference } from './secret-reference';
import { anyCase, baseUrl, distinct, duration, line } from './setting-types';

/** How a sender proves who it is. */
const WEBHOOK_SCHEMES = ['standard', 'github'] as const;

/** A JSON pointer (RFC 6901) to one value of a payload. */
const POINTER = /^(?:\/(?:[^~/\p{Cc}]|~[01]){0,128}){1,16}$/u;

const pointer = (what: string) =>
  z
    .string()
    .regex(POINTER, { error: 'must be a JSON pointer: /detection/user/email' })
    .optional()
    .meta({ description: `JSON pointer to ${what} in the payload of this sender.` });

const mapping = z.strictObject({
  actor: pointer('the actor, an e-mail address or an object with email, id, tokenId and ip,'),
  actorEmail: pointer("the actor's e-mail address, where it stands alone,"),
  actorId: pointer("the actor's id, where it stands alone,"),
  actorTokenId: pointer('the id of the API token that was used, where it stands alone,'),
  actorIp: pointer("the actor's IP address, where it stands alone,"),
  action: pointer('what was done'),
  timestamp: pointer('when it was done, RFC 3339,'),
  account: pointer('the Cloudflare account'),
  severity: pointer('the severity'),
  title: pointer('the title'),
});

const sender = z.strictObject({
  scheme: z.enum(WEBHOOK_SCHEMES).meta({
    description:
      'How a delivery proves where it comes from: standard for Standard Webhooks, github for X-Hub-Signature-256 over the body.',
  }),
  secrets: z
    .array(secretReference)
    .min(1, { error: 'must have at least one secret: there is no unsigned sender' })
    .max(3, { error: 'must have at most 3 secrets' })
    .meta({
      description: 'Secrets that sign deliveries. Each is accepted, so that a new one can stand beside the old.',
    }),
  requestsPerMinute: z.int().min(1).max(1_000_000).default(60).meta({
    description: 'Verified deliveries of this sender that are taken in a minute. More are answered with 429.',
  }),
  mapping: mapping.prefault({}).meta({
    description:
      'Where the fields of an anomaly stand in a payload of another shape. What is absent stands under its own name.',
  }),
});

const SENDER_NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
/** Requests of one address in a minute where the settings say nothing else. */
export const REQUESTS_PER_MINUTE_PER_ADDRESS = 600;

export const webhooksSchema = z.strictObject({
  requestsPerMinutePerAddress: z.int().min(1).max(1_000_000).default(REQUESTS_PER_MINUTE_PER_ADDRESS).meta({
    description:
      'Requests of one network address that are taken in a minute, before anything is verified. More are answered with 429.',
  }),
  senders: z
    .record(
      z
        .string()
        .regex(SENDER_NAME, { error: 'must be a short name of a-z, 0-9 and dashes, 40 characters at most' })
        // The sender of the investigations that flagged tokens start: nobody may post in its name.
        .refine((name) => name !== TOKEN_WATCH_SENDER, { error: 'is the name of our own sender; choose another' }),
      sender.meta({
        description:
          'One sender, under the short name that stands at the end of its address: /webhooks/anomalies/<sender>.',
      }),
    )
    .refine((senders) => Object.keys(senders).length > 0, { error: 'must name at least one sender' })
    .meta({ description: 'Who may report anomalies, by a short name of your choice.' }),
});

export const investigationsSchema = z.strictObject({
  auditRetentionDays: z.int().min(1).max(3_650).default(540).meta({
    description:
      'Days for which the audit logs reach back. An anomaly that is older is refused, because nothing could be found of it.',
  }),
  actorKey: secretReference.optional().meta({
    description:
      'Key that turns actors into the search attribute ActorKey, at least 32 characters. The same key finds all investigations of one actor, and without it nobody learns who it is.',
  }),
  startFromTokens: z
    .strictObject({
      minSeverity: anyCase(SEVERITIES)
        .default('high')
        .meta({ description: 'Least severity of a flagged token that starts one.', examples: SEVERITIES }),
    })
    .optional()
    .meta({ description: 'Whether a flagged token starts an investigation of its issuer. Absent means no.' }),
  report: z
    .strictObject({
      template: line(1_024).optional().meta({
        description:
          'Path of a YAML or JSON file with your own wording of reports, from the folder of the settings file. Read by the worker.',
      }),
    })
    .prefault({})
    .meta({ description: 'How reports read.' }),
});

export const datadogSchema = z.strictObject({
  baseUrl: baseUrl
    .default('https://api.datadoghq.com')
    .meta({ description: 'Base URL of the Datadog API; it differs by site: https://api.datadoghq.eu.' }),
  apiKey: secretReference.meta({ description: 'API key of the organisation.' }),
  applicationKey: secretReference.meta({ description: 'Application key with the permission audit_logs_read.' }),
  retentionDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .meta({ description: 'Days for which the organisation keeps audit events. Older ones are named as a gap.' }),
});

/** Every path that is asked for and every link begins with `/wiki`: with another one they would lead nowhere. */
const siteBase = baseUrl.refine((text) => !/\/wiki(?:\/|$)/i.test(text), {
  error: 'must not contain /wiki, which is added: https://acme.atlassian.net',
});

export const confluenceSchema = z.strictObject({
  siteUrl: siteBase.meta({
    description: 'Where people read Confluence: https://acme.atlassian.net. Links lead there.',
  }),
  apiBase: siteBase.optional().meta({
    description:
      'Where requests go, when that is not siteUrl: https://api.atlassian.com/ex/confluence/<cloudId> for a scoped token.',
  }),
  email: z
    .email({ error: 'must be an e-mail address' })
    .meta({ description: 'Address of the Confluence user whom the token belongs to.' }),
  token: secretReference.meta({ description: 'API token with which reports are published.' }),
  spaceKey: line(255).meta({ description: 'Key of the space that receives the reports.' }),
  parentId: z
    .string({ error: 'must be the id of a page, digits in quotes' })
    .regex(/^[0-9]{1,20}$/, { error: 'must be the id of a page: digits, in quotes' })
    .optional()
    .meta({ description: 'Id of the page below which reports are filed. Absent means at the top of the space.' }),
  labels: distinct(
    z.string().regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, { error: 'must be 1 to 80 of a-z, 0-9, dash and underscore' }),
  )
    .default([])
    .meta({ description: 'Labels that every report carries besides our own.' }),
});

export const modelSchema = z.strictObject({
  use: z
    .string()
    .regex(/^(?:openai|anthropic|local):[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/, {
      error: 'must be openai:<name>, anthropic:<name> or local:<name>',
    })
    .meta({
      description:
        'Provider and name of the model: openai, anthropic, or local for any endpoint that speaks the API of OpenAI (Ollama, vLLM).',
    }),
  baseUrl: baseUrl
    .optional()
    .meta({ description: "Base URL of the API. Absent means the provider's own; local needs one." }),
  apiKey: secretReference.optional().meta({ description: 'API key. local may do without.' }),
  maxTokens: z
    .int()
    .min(256)
    .max(32_000)
    .default(4_000)
    .meta({ description: 'Tokens that an answer may have at most.' }),
  tokensPerDay: z.int().min(100_000).max(1_000_000_000).default(1_000_000).meta({
    description: 'Tokens that a worker process may spend a day (UTC), read and written. Then the rules judge alone.',
  }),
  timeout: duration('5s', '5m').default('60s').meta({ description: 'Time that an answer may take.' }),
  prompt: line(1_024).optional().meta({
    description:
      'Path of a file with your own prompt, from the folder of the settings file. Read by the worker. Absent means ours.',
  }),
});
