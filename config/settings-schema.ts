import { z } from 'zod';
import { ALWAYS_ON_FAMILIES, CREDENTIAL_KINDS, OPTIONAL_FAMILIES } from '../domain/credential-kind';
import { INSIGHT_SEVERITIES, ISSUE_TYPES } from '../domain/insight';
import { LOCK_MODES } from '../domain/retention';
import { TICKET_PRIORITIES, type TicketPriority } from '../domain/review-ticket';
import { DEFAULT_TICKET_TITLE, TICKET_TITLE_PLACEHOLDERS } from '../domain/ticket-title';
import {
  confluenceSchema,
  datadogSchema,
  investigationsSchema,
  modelSchema,
  webhooksSchema,
} from './investigations-schema';
import { asOverrides } from './overrides';
import { secretReference } from './secret-reference';
import { anyCase, baseUrl, distinct, duration, line, syncSchedule, unknownPlaceholders } from './setting-types';

/** Cloudflare's plans, which differ in the requests they allow. */
const CLOUDFLARE_PLANS = ['free', 'pro', 'business', 'enterprise'] as const;
export type CloudflarePlan = (typeof CLOUDFLARE_PLANS)[number];

/**
 * Every setting, once: the parser, `edgewarden config print`, the JSON schema and the test of the documentation all read
 * this table. A description is one sentence or two for the operator: meaning, unit, consequence.
 */
const cloudflare = z.strictObject({
  baseUrl: baseUrl
    .default('https://api.cloudflare.com/client/v4')
    .meta({ description: 'Base URL of the Cloudflare API, up to and including the version.' }),
  requestsPer5Minutes: z.int().min(1_200).max(1_000_000).default(1_200).meta({
    description:
      'Requests in five minutes that Cloudflare grants a credential: 1,200, unless it has raised your limit. More than granted means being shut out for five minutes.',
  }),
  requestShare: z.number().min(0.05).max(1).default(0.5).meta({
    description:
      'Share of requestsPer5Minutes that Edgewarden uses. What is left stays free for whoever else uses the credential.',
  }),
});

const retention = z.strictObject({
  mode: z.enum(LOCK_MODES).default('COMPLIANCE').meta({
    description:
      'Mode of the retention lock. COMPLIANCE cannot be shortened by anybody, not even by the owner of the account.',
  }),
  days: z
    .int()
    .min(1)
    .max(36_500)
    .default(400)
    .meta({ description: 'Days for which every archived object is locked, counted from the run that stores it.' }),
});

const archive = z.strictObject({
  endpoint: baseUrl.optional().meta({ description: 'URL of an S3-compatible store. Absent for AWS S3.' }),
  region: line(40).default('us-east-1').meta({ description: 'Region of the bucket.' }),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
      error: 'must be the name of a bucket: 3 to 63 of a-z, 0-9, dot and dash',
    })
    .meta({
      description:
        'Bucket of the archive. It needs versioning and Object Lock; stores other than AWS can only switch these on when it is created.',
    }),
  prefix: z
    .string()
    .regex(/^(?:(?!\.{1,2}(?:\/|$))[A-Za-z0-9._=-]{1,200}(?:\/(?!$)|$))*$/, {
      error:
        'must be folder names of A-Z, a-z, 0-9, dot, dash, underscore or equals sign, joined by single slashes, none at the ends',
    })
    .default('')
    .meta({ description: 'Folder in the bucket under which everything is stored. Empty for the top level.' }),
  accessKeyId: secretReference
    .optional()
    .meta({ description: 'Access key id of the store. Absent, with the other half, to use the role of the machine.' }),
  secretAccessKey: secretReference.optional().meta({
    description: 'Secret access key of the store. Absent, with the other half, to use the role of the machine.',
  }),
  retention: retention.prefault({}).meta({ description: 'Retention lock of every archived object.' }),
  requireImmutability: z.boolean().default(true).meta({
    description:
      'Refuse to start when the store does not enforce versioning, Object Lock and create-only writes. false warns instead, for trying things out.',
  }),
});

const linear = z.strictObject({
  baseUrl: baseUrl.default('https://api.linear.app').meta({
    description: 'Base URL of the Linear API, without /graphql. Plain HTTP is accepted for this machine only.',
  }),
  apiKey: secretReference.meta({ description: 'Personal API key of the Linear user who files the tickets.' }),
});

const approvedIssuer = z
  .strictObject({
    email: z
      .email({ error: 'must be an e-mail address' })
      .optional()
      .meta({ description: 'E-mail address of the issuer, compared without regard to case.' }),
    actorId: line(128).optional().meta({ description: 'Cloudflare id of the issuer.' }),
    tokenId: line(128).optional().meta({ description: 'Id of the API token with which the issuer works.' }),
    kinds: distinct(z.enum(CREDENTIAL_KINDS))
      .min(1, { error: 'must name at least one kind; leave it out to approve every kind' })
      .optional()
      .meta({ description: 'Kinds of credential events that this issuer may cause. Absent means every kind.' }),
    until: z.iso
      .date({ error: 'must be a day, YYYY-MM-DD' })
      .optional()
      .meta({ description: 'Last day of the approval, UTC. Absent means no end.' }),
  })
  .superRefine((issuer, context) => {
    const identities = [issuer.email, issuer.actorId, issuer.tokenId].filter((identity) => identity !== undefined);
    if (identities.length === 1) return;
    context.addIssue({
      code: 'custom',
      message: 'must have exactly one of email, actorId and tokenId; write one entry for each identity',
    });
  });

const scopePolicy = z.strictObject({
  readOnlyAccountIsBroad: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether a token that may only read, but may read a whole account, counts as broad.' }),
  criticalPermissionGroups: distinct(line(128))
    .default([
      'Account API Tokens Write',
      'API Tokens Write',
      'Account Settings Write',
      'Memberships Write',
      'Billing Write',
      'Access: Service Tokens Write',
      'Access: Apps and Policies Write',
      'Access: Organizations, Identity Providers, and Groups Write',
      'Cloudflare Tunnel Write',
      'Workers Scripts Write',
      'DNS Write',
      'Logs Write',
    ])
    .meta({
      description: 'Names of permission groups that raise the severity of a finding, compared without regard to case.',
    }),
  longLivedDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .meta({ description: 'A credential that lives longer than this many days raises the severity of a finding.' }),
});

const ticketPriority = (fallback: TicketPriority, severity: string) =>
  z
    .enum(TICKET_PRIORITIES)
    .default(fallback)
    .meta({ description: `Priority in Linear of a finding of ${severity} severity.` });

const PLACEHOLDERS = TICKET_TITLE_PLACEHOLDERS.map((name) => `{${name}}`).join(', ');

const tickets = z.strictObject({
  team: line(40).meta({ description: 'Key of the Linear team that receives the tickets, SEC for example.' }),
  labels: distinct(line(80)).default([]).meta({
    description: 'Names of labels that every ticket carries. They must exist in the team or in its workspace.',
  }),
  assignee: z
    .email({ error: 'must be an e-mail address' })
    .optional()
    .meta({ description: 'E-mail address of the Linear user to whom new tickets are assigned. Absent means nobody.' }),
  priority: z
    .strictObject({
      critical: ticketPriority('urgent', 'critical'),
      high: ticketPriority('high', 'high'),
      medium: ticketPriority('medium', 'medium'),
      low: ticketPriority('low', 'low'),
    })
    .prefault({})
    .meta({ description: 'Priority of a ticket by severity.' }),
  title: line(120)
    .refine((title) => unknownPlaceholders(title, TICKET_TITLE_PLACEHOLDERS).length === 0, {
      error: `must use no other placeholders than ${PLACEHOLDERS}`,
    })
    .default(DEFAULT_TICKET_TITLE)
    .meta({ description: `Template of a ticket's title. Placeholders: ${PLACEHOLDERS}.` }),
  intro: z.string().max(2_000).optional().meta({
    description: 'Markdown of your own that stands first in every ticket: who is on call, where the procedure is.',
  }),
});

const watchedFamily = z.enum(OPTIONAL_FAMILIES, {
  error: ({ input }) =>
    (ALWAYS_ON_FAMILIES as readonly unknown[]).includes(input)
      ? 'names a family that is always watched: remove it'
      : undefined,
});

const tokenWatch = z.strictObject({
  interval: duration('2m', '24h').default('10m').meta({ description: 'Time between two runs of the watch.' }),
  overlap: duration('15m', '24h').default('30m').meta({
    description:
      'How much of the audit log each run reads again. An event that arrives later than this is found by the daily sweep, not by the watch.',
  }),
  lookBack: duration('1h', '30d')
    .default('24h')
    .meta({ description: 'How far back the very first run reads. Older events are read by a backfill.' }),
  families: distinct(watchedFamily).default([]).meta({
    description:
      'Credential families to watch besides user tokens, account tokens, service tokens and the Global API key, which are always watched.',
  }),
  approvedIssuers: z
    .array(approvedIssuer)
    .default([])
    .meta({ description: 'Who may issue credentials. A credential of anybody else is flagged as unapproved_issuer.' }),
  scopePolicy: scopePolicy.prefault({}).meta({ description: 'What counts as broad, critical or long-lived.' }),
  tickets: tickets.meta({ description: 'How findings become tickets.' }),
});

const insightPriority = (fallback: TicketPriority, severity: string) =>
  z
    .enum(TICKET_PRIORITIES)
    .default(fallback)
    .meta({ description: `Priority in Linear of an insight of ${severity} severity.` });

const insightTickets = z.strictObject({
  minSeverity: anyCase(INSIGHT_SEVERITIES).default('critical').meta({
    description: 'Least severity of an insight that gets a ticket. One of a severity that nobody knows counts as high.',
    examples: INSIGHT_SEVERITIES,
  }),
  team: tickets.shape.team,
  labels: tickets.shape.labels,
  assignee: tickets.shape.assignee,
  priority: z
    .strictObject({
      critical: insightPriority('urgent', 'critical'),
      high: insightPriority('high', 'high'),
      moderate: insightPriority('medium', 'moderate'),
      low: insightPriority('low', 'low'),
    })
    .prefault({})
    .meta({ description: 'Priority of a ticket by severity.' }),
  intro: tickets.shape.intro,
});

const severities = distinct(anyCase(INSIGHT_SEVERITIES)).default([]);
const issueTypes = distinct(anyCase(ISSUE_TYPES)).default([]);

export const insightsSyncSchema = z.strictObject({
  schedule: syncSchedule('2m', '24h').default('10m').meta({
    description:
      'Time between two runs, or a cron expression of five fields in UTC. How many of the runs list is decided by the allowance.',
  }),
  plan: anyCase(CLOUDFLARE_PLANS).optional().meta({
    description:
      'Plan of the account at Cloudflare, which decides its monthly requests: 100, with enterprise 2,500. Absent, without monthlyRequests, means free.',
    examples: CLOUDFLARE_PLANS,
  }),
  monthlyRequests: z.int().min(1).max(1_000_000).optional().meta({
    description:
      'Requests that Cloudflare allows in a calendar month, UTC. Instead of plan, for an allowance of your own.',
  }),
  reserve: z.int().min(0).max(1_000_000).default(5).meta({
    description:
      'Requests of each month that the schedule leaves to people, for insights sync --now, dry runs and doctor.',
  }),
  severity: severities.meta({
    description: 'Severities of insights that are written. Empty means all. Saves no requests.',
    examples: [INSIGHT_SEVERITIES],
  }),
  excludeSeverity: severities.meta({
    description: 'Severities that are not written, taken away from those of severity.',
    examples: [INSIGHT_SEVERITIES],
  }),
  issueType: issueTypes.meta({
    description: 'Types of insights that are written. Empty means all. Saves no requests.',
    examples: [ISSUE_TYPES],
  }),
  excludeIssueType: issueTypes.meta({
    description: 'Types that are not written, taken away from those of issueType.',
    examples: [ISSUE_TYPES],
  }),
  includeDismissed: z.boolean().default(false).meta({
    description:
      'Whether dismissed insights are listed by every sync and written. false lists them only when an open one has vanished.',
  }),
  pageSize: z.int().min(1).max(1_000).default(1_000).meta({
    description:
      'Insights in one answer, each of which costs a request. A size that Cloudflare refuses is lowered by itself.',
  }),
  inventoryDays: z.int().min(7).max(3_650).default(30).meta({
    description:
      'Days for which an inventory is locked; older ones may be expired by a lifecycle rule. Records and commits are kept as the archive says.',
  }),
  tickets: insightTickets.optional().meta({
    description: 'Tickets for new and reappeared insights. Absent means none.',
  }),
});

const account = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, { error: 'must be a Cloudflare account id: 32 of 0-9 and a-f, in lower case' })
    .meta({ description: 'Cloudflare account id, as in the address of the dashboard.' }),
  name: line(80).meta({ description: 'Name of the account for people: in tickets, summaries and logs.' }),
  token: secretReference.meta({ description: 'API token with which this account is read.' }),
  auditApis: distinct(z.enum(['v2', 'v1']))
    .refine((versions) => versions.includes('v2'), { error: 'must include v2; v1 can only be read beside it' })
    .default(['v2'])
    .meta({ description: 'Versions of the audit log to read. v2 always; v1 adds the views of the Global API key.' }),
  enabled: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether a newly created schedule of this account starts running. false creates it paused.' }),
  tokenWatch: asOverrides(tokenWatch).optional().meta({
    description:
      'Settings of the section tokenWatch that differ for this account. A list replaces the list of the section.',
  }),
  insightsSync: asOverrides(insightsSyncSchema).optional().meta({
    description:
      'Settings of the section insightsSync that differ for this account. It is synced without that section too; {} is enough.',
  }),
});

const ACCOUNT_KEY = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

export const settingsSchema = z.strictObject({
  cloudflare: cloudflare.prefault({}).meta({ description: 'How Cloudflare is called.' }),
  archive: archive.meta({ description: 'Where credential events are kept, and for how long nobody can change them.' }),
  linear: linear.meta({ description: 'Where tickets are filed.' }),
  tokenWatch: tokenWatch.meta({ description: 'The watch for new credentials, for all accounts.' }),
  insightsSync: insightsSyncSchema.optional().meta({
    description:
      'The mirror of Security Center insights, for all accounts. Absent means none, but for accounts with a section of their own.',
  }),
  accounts: z
    .record(
      z.string().regex(ACCOUNT_KEY, { error: 'must be a short name of a-z, 0-9 and dashes, 40 characters at most' }),
      account.meta({
        description:
          'One Cloudflare account, under a short name that runs and commands use. After renaming it, apply the schedules again.',
      }),
    )
    .refine((accounts) => Object.keys(accounts).length > 0, { error: 'must name at least one account' })
    .meta({ description: 'The Cloudflare accounts to watch, by a short name of your choice.' }),
  webhooks: webhooksSchema.optional().meta({
    description: 'Who may report anomalies to the API. Absent means nobody; then there are no webhooks.',
  }),
  investigations: investigationsSchema.prefault({}).meta({
    description: 'How an anomaly is investigated. Needed as soon as something may start an investigation.',
  }),
  datadog: datadogSchema.optional().meta({
    description: "Where the actor's Datadog audit events are read. Absent means that reports rest on Cloudflare alone.",
  }),
  confluence: confluenceSchema.optional().meta({
    description: 'Where reports are published. Needed as soon as something may start an investigation.',
  }),
  model: modelSchema.optional().meta({
    description: 'A language model as second opinion. It can only raise suspicion, never lower it. Absent means none.',
  }),
  encryption: z
    .strictObject({
      keys: z
        .array(
          z.strictObject({
            id: z
              .string()
              .regex(/^[A-Za-z0-9._-]{1,64}$/, { error: 'must be 1 to 64 of A-Z, a-z, 0-9, dot, dash and underscore' })
              .meta({
                description: 'Name of the key. It stands in the clear beside everything the key has encrypted.',
              }),
            key: secretReference.meta({
              description: 'The key: 32 random bytes in Base64, from `openssl rand -base64 32`.',
            }),
          }),
        )
        .min(1, { error: 'must have at least one key; leave the section out to switch encryption off' })
        .meta({ description: 'Keys for what Temporal stores. The first one encrypts, all of them decrypt.' }),
    })
    .optional()
    .meta({ description: 'Encryption (AES-256-GCM) of everything that runs hand to Temporal. Absent means none.' }),
  api: z
    .strictObject({
      host: line(253)
        .default('127.0.0.1')
        .meta({ description: 'Address on which the API listens. 0.0.0.0 in a container.' }),
      port: z
        .int()
        .min(0)
        .max(65_535)
        .default(8080)
        .meta({ description: 'Port on which the API listens. 0 takes a free one.' }),
      bearerKey: secretReference.optional().meta({
        description:
          'Key, at least 32 characters, with which investigations are read. Needed with the section webhooks.',
      }),
      publicUrl: baseUrl.optional().meta({
        description:
          'URL under which senders reach the API, for the addresses in its answers. Absent means relative ones.',
      }),
      maxWaiting: z.int().min(0).max(10_000).default(200).meta({
        description: 'Deliveries that may wait for their report at once. More are answered at once, with 202.',
      }),
      trustedProxies: z.int().min(0).max(10).default(0).meta({
        description:
          'Proxies between senders and the API whose X-Forwarded-For is believed. Wrong, it lets senders pick the address they are limited by.',
      }),
    })
    .prefault({})
    .meta({ description: 'The HTTP API.' }),
  metrics: z
    .strictObject({
      bindAddress: z
        .string()
        .regex(/^(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}$/, {
          error: 'must be an address and a port: 127.0.0.1:9464',
        })
        .optional()
        .meta({ description: 'Address and port on which the worker serves Prometheus metrics. Absent means none.' }),
    })
    .prefault({})
    .meta({ description: 'Metrics of the worker.' }),
  ui: z
    .strictObject({
      temporalUrl: baseUrl
        .default('http://localhost:8233')
        .meta({ description: 'Base URL of the Temporal UI, for links to runs.' }),
    })
    .prefault({})
    .meta({ description: 'Addresses of pages for people.' }),
  logging: z
    .strictObject({
      level: z
        .enum(['trace', 'debug', 'info', 'warn', 'error'])
        .default('info')
        .meta({ description: 'Least level that is logged.' }),
    })
    .prefault({})
    .meta({ description: 'Logs: one JSON object a line, on standard output.' }),
});

/** The settings file with its defaults filled in; secrets are still references, durations still text. */
export type SettingsFile = z.output<typeof settingsSchema>;
export type TokenWatchFile = SettingsFile['tokenWatch'];
export type WebhooksFile = NonNullable<SettingsFile['webhooks']>;
export type InsightsSyncFile = NonNullable<SettingsFile['insightsSync']>;
