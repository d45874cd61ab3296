import type { CredentialKind } from './credential-kind';
import { codeBlock } from './untrusted-text';

/** What the calls of a checklist are made from. Everything but our own account id comes from the event: untrusted. */
export interface RevokeSubject {
  readonly kind: CredentialKind;
  readonly accountId: string;
  readonly credentialId: string | null;
  /** Zone that owns an Access service token; empty when the account does. */
  readonly zoneId: string;
  /** Token that the issuer used; empty when none. */
  readonly issuerTokenId: string;
  /** ISO 8601 UTC; undefined when the event has none. */
  readonly time: string | undefined;
}

/** One check box. */
interface Step {
  readonly does: 'Confirm' | 'Contain' | 'Verify' | 'Look back' | 'Close';
  /** Our Markdown. `{account}`, `{id}`, `{owner}`, `{issuer}` and `{since}` are filled in. */
  readonly text: string;
}

/** One row: which kinds it is for, and what to do about them. */
interface Checklist {
  readonly subject: string;
  readonly kinds: RegExp;
  readonly hit: CredentialKind;
  readonly miss: CredentialKind;
  readonly why: string;
  readonly steps: readonly Step[];
  /** The call that contains it, ready for a shell; absent where no call of the API does. */
  readonly containBy?: { readonly method: 'DELETE'; readonly path: string };
}

const CONFIRM: Step = {
  does: 'Confirm',
  text: 'Ask the issuer by telephone or in person whether this was wanted and for which change. If it was, say so in a comment and close the ticket. Without an answer, go on.',
};
const USED_SO_FAR: Step = {
  does: 'Look back',
  text: 'List what it was used for: `GET /accounts/{account}/logs/audit?actor_token_id={id}&since={since}&before=<now>`, and repeat this checklist for every credential that it created.',
};
const ISSUER_SO_FAR: Step = {
  does: 'Look back',
  text: 'List what else the issuer did in the 24 h before and since: `GET /accounts/{account}/logs/audit?actor_token_id={issuer}&since=<24 h earlier>&before=<now>`, or `actor_email=<address>` for a person. If the issuer was taken over, its own credentials come next.',
};
const CLOSE: Step = { does: 'Close', text: 'Note in a comment what was done and when, and close the ticket.' };

const ANYTHING_ELSE: Checklist = {
  subject: 'unknown credential',
  kinds: /./,
  hit: 'credential.unknown',
  miss: 'other_secret.create',
  why: 'nobody has described this request yet, so it is treated as a new token',
  steps: [
    {
      does: 'Confirm',
      text: 'Read the archived event and look up the request in the API documentation: which credential does it give, or to whom?',
    },
    CONFIRM,
    {
      does: 'Contain',
      text: 'Undo the request. A token of the account: `GET /accounts/{account}/tokens`, then `DELETE /accounts/{account}/tokens/<token id>`. A token of a person: they delete it, or you remove the member with `DELETE /accounts/{account}/members/<member id>`.',
    },
    { does: 'Verify', text: '`GET` on the same path no longer shows it.' },
    USED_SO_FAR,
    ISSUER_SO_FAR,
    CLOSE,
  ],
};

/**
 * What to do with a credential that nobody wanted, by its sort. The first match wins; the last row is for what nobody listed.
 *
 * A new secret for the old token is no containment: id, scope and owner stay.
 * @see docs/sources.md#revoking
 */
export const REVOKE_CHECKLISTS: readonly Checklist[] = [
  {
    subject: 'account API token',
    kinds: /^account_token\./,
    hit: 'account_token.roll',
    miss: 'user_token.roll',
    why: 'the account owns it: an administrator can disable and delete it',
    steps: [
      CONFIRM,
      {
        does: 'Contain',
        text: 'Disable it and keep it as evidence: `GET /accounts/{account}/tokens/{id}`, then `PUT /accounts/{account}/tokens/{id}` with the same object and `"status": "disabled"`. Do not roll it: a new secret leaves id, scope and owner as they are.',
      },
      { does: 'Contain', text: 'Or delete it: `DELETE /accounts/{account}/tokens/{id}`' },
      {
        does: 'Verify',
        text: '`GET /accounts/{account}/tokens/{id}` answers `"status": "disabled"`, or 404 after a deletion.',
      },
      USED_SO_FAR,
      ISSUER_SO_FAR,
      CLOSE,
    ],
    containBy: { method: 'DELETE', path: '/accounts/{account}/tokens/{id}' },
  },
  {
    subject: 'user API token',
    kinds: /^user_token\./,
    hit: 'user_token.create',
    miss: 'token.create',
    why: 'it belongs to a person: nobody else can read or delete it',
    steps: [
      CONFIRM,
      {
        does: 'Contain',
        text: 'Its owner deletes it: My Profile, API Tokens, or `DELETE /user/tokens/{id}` with a credential of the owner.',
      },
      {
        does: 'Contain',
        text: 'If the owner cannot be reached or is the suspect, remove the member, which cuts off all their tokens here: find them with `GET /accounts/{account}/members`, then `DELETE /accounts/{account}/members/<member id>`.',
      },
      {
        does: 'Verify',
        text: 'The owner shows that the token is gone (we cannot read it), or `GET /accounts/{account}/members` no longer lists them.',
      },
      USED_SO_FAR,
      ISSUER_SO_FAR,
      CLOSE,
    ],
  },
  {
    subject: 'API token of unknown owner',
    kinds: /^token\./,
    hit: 'token.roll',
    miss: 'service_token.rotate',
    why: 'version 1 of the audit log does not say whether a person or the account owns it',
    steps: [
      CONFIRM,
      {
        does: 'Contain',
        text: 'Find out whose it is: `GET /accounts/{account}/tokens/{id}`. An answer means the account owns it: `DELETE /accounts/{account}/tokens/{id}`.',
      },
      {
        does: 'Contain',
        text: '404 means a person owns it: they delete it under My Profile, API Tokens, or you remove the member with `DELETE /accounts/{account}/members/<member id>`.',
      },
      {
        does: 'Verify',
        text: '`GET /accounts/{account}/tokens/{id}` answers 404, or the owner shows that it is gone.',
      },
      USED_SO_FAR,
      ISSUER_SO_FAR,
      CLOSE,
    ],
  },
  {
    subject: 'binding of a service token',
    kinds: /^service_token\.bind$/,
    hit: 'service_token.bind',
    miss: 'service_token.create',
    why: 'the door is an Access policy, not the token: it stays open for other tokens',
    steps: [
      CONFIRM,
      {
        does: 'Contain',
        text: 'Take the service token out of the policy, application or group that the request under "What happened" wrote: `PUT` it back without the rule.',
      },
      {
        does: 'Contain',
        text: 'End the sessions it has opened: `POST /accounts/{account}/access/apps/<application id>/revoke_tokens`',
      },
      {
        does: 'Verify',
        text: '`GET /accounts/{account}/access/policies` and `GET /accounts/{account}/access/apps` show no policy that accepts the token or any valid service token.',
      },
      ISSUER_SO_FAR,
      CLOSE,
    ],
  },
  {
    subject: 'Access service token',
    kinds: /^service_token\./,
    hit: 'service_token.rotate',
    miss: 'service_token.bind',
    why: 'it opens applications: its sessions outlive it',
    steps: [
      CONFIRM,
      {
        does: 'Contain',
        text: 'Disable it and keep it as evidence: `GET /{owner}/access/service_tokens/{id}`, then `PUT /{owner}/access/service_tokens/{id}` with the same object and `"enabled": false`.',
      },
      {
        does: 'Contain',
        text: 'End its sessions in every application that accepts it: `POST /accounts/{account}/access/apps/<application id>/revoke_tokens`',
      },
      {
        does: 'Contain',
        text: 'Delete it when nothing is left to find out: `DELETE /{owner}/access/service_tokens/{id}`',
      },
      {
        does: 'Verify',
        text: '`GET /{owner}/access/service_tokens/{id}` answers `"enabled": false`, or 404 after a deletion.',
      },
      {
        does: 'Look back',
        text: 'List what it opened: Zero Trust, Logs, Access, filtered by the token; then the logs of those applications.',
      },
      ISSUER_SO_FAR,
      CLOSE,
    ],
    containBy: { method: 'DELETE', path: '/{owner}/access/service_tokens/{id}' },
  },
  {
    subject: 'Global API Key',
    kinds: /^global_key\./,
    hit: 'global_key.view',
    miss: 'token.create',
    why: 'it can do all that its owner can, and no call of the API changes it',
    steps: [
      CONFIRM,
      {
        does: 'Contain',
        text: 'Its owner changes it: My Profile, API Tokens, Global API Key, Change. The old key ends at once.',
      },
      {
        does: 'Contain',
        text: 'If the owner cannot be reached or is the suspect, remove the member: `GET /accounts/{account}/members`, then `DELETE /accounts/{account}/members/<member id>`.',
      },
      {
        does: 'Verify',
        text: '`GET /accounts/{account}/audit_logs?action.type=rotate_API_key&since={since}` lists the change, or the member is gone from `GET /accounts/{account}/members`.',
      },
      {
        does: 'Look back',
        text: 'List what the key was used for: `GET /accounts/{account}/logs/audit?actor_email=<owner>&actor_context=api_key&since={since}&before=<now>`',
      },
      CLOSE,
    ],
  },
  {
    subject: 'secret of a product',
    kinds: /^other_secret\./,
    hit: 'other_secret.create',
    miss: 'credential.unknown',
    why: 'each product ends its secrets in its own way; the request says which',
    steps: [
      CONFIRM,
      {
        does: 'Contain',
        text: 'Delete what the request under "What happened" created: the same path followed by its id, with `DELETE`. A rotated secret is rotated again. Temporary R2 credentials end when the token that made them is deleted.',
      },
      { does: 'Verify', text: '`GET` on the same path no longer lists it.' },
      { does: 'Look back', text: "Read the product's own logs for its use since `{since}`." },
      ISSUER_SO_FAR,
      CLOSE,
    ],
  },
  ANYTHING_ELSE,
];

/** Ids as Cloudflare makes them. Anything else could be a path, a query or a shell command in a stranger's hand. */
const STRICT_ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/;
const STRICT_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** The checklist for one credential as Markdown check boxes, with the calls filled in as far as the event's ids allow. */
export function revokeChecklist(subject: RevokeSubject): string {
  const { steps, containBy } = checklistFor(subject.kind);
  const fill = filling(subject);
  const boxes = steps.map(({ does, text }) => `- [ ] **${does}.** ${fill(text)}`);
  const base = 'Calls go to `https://api.cloudflare.com/client/v4`. Edgewarden itself never revokes.';
  if (containBy === undefined || !isStrictId(subject.credentialId)) return [...boxes, '', base].join('\n');
  const command = [
    `curl -X ${containBy.method} -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" \\`,
    `  "https://api.cloudflare.com/client/v4${fill(containBy.path)}"`,
  ].join('\n');
  return [...boxes, '', `${base} To delete it from a shell:`, '', codeBlock(command, 'sh')].join('\n');
}

/** The row that decides for `kind`. */
export function checklistFor(kind: CredentialKind): Checklist {
  return REVOKE_CHECKLISTS.find(({ kinds }) => kinds.test(kind)) ?? ANYTHING_ELSE;
}

function filling({ accountId, credentialId, zoneId, issuerTokenId, time }: RevokeSubject): (text: string) => string {
  const account = isStrictId(accountId) ? accountId : '<account id>';
  const values: Readonly<Record<string, string>> = {
    account,
    id: isStrictId(credentialId) ? credentialId : '<id>',
    owner: isStrictId(zoneId) ? `zones/${zoneId}` : `accounts/${account}`,
    issuer: isStrictId(issuerTokenId) ? issuerTokenId : '<id of the token it used>',
    since: time !== undefined && STRICT_TIME.test(time) ? time : '<time of the event>',
  };
  return (text) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function isStrictId(id: string | null): id is string {
  return id !== null && STRICT_ID.test(id);
}
