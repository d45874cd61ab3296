import type { CredentialView } from './credential-view';
import type { Reason } from './judgement';
import type { Reach } from './token-resource';

/** One way to need a review. The sentence is ours: no text from outside stands in it. */
interface ReasonRule extends Reason {
  /** Names the rule in reports about the rules themselves. */
  readonly name: string;
  readonly applies: (view: CredentialView) => boolean;
  readonly why: string;
}

const isToken = ({ sort }: CredentialView): boolean => sort === 'api_token' || sort === 'service_token';
const reaches = (reach: Reach) => (view: CredentialView) => view.scope.broad.has(reach);

/**
 * Everything that flags a credential. Of the rows with one code the first that applies gives the sentence, so the
 * stronger statement stands above the weaker. Expiry, address limits and critical groups are not in here on purpose.
 */
export const REASON_RULES = [
  {
    name: 'writes',
    code: 'write_scope',
    sentence: 'It can change things: at least one of its permissions is not read-only.',
    applies: ({ scope }) => scope.permissions.some(({ access, listed }) => access === 'write' && listed),
    why: 'a permission group whose name does not end in Read changes, purges, revokes or runs something',
  },
  {
    name: 'writes_by_unlisted_group',
    code: 'write_scope',
    sentence: 'It has a permission that Cloudflare does not list, which has to be taken for write access.',
    applies: ({ scope }) => scope.permissions.some(({ listed }) => !listed),
    why: 'the name in the answer is no proof; an id that nobody lists may be anything',
  },
  {
    name: 'global_key_writes',
    code: 'write_scope',
    sentence: 'The Global API Key can change everything that its user can change.',
    applies: ({ sort }) => sort === 'global_key',
    why: 'the key has no scope of its own: it is its user',
  },
  {
    name: 'global_key_is_broad',
    code: 'broad_scope',
    sentence: 'The Global API Key reaches every account and zone of its user.',
    applies: ({ sort }) => sort === 'global_key',
    why: 'the key has no scope of its own: it is its user',
  },
  {
    name: 'all_accounts',
    code: 'broad_scope',
    sentence: 'It reaches every account that its owner can reach.',
    applies: reaches('all_accounts'),
    why: 'the widest resource there is',
  },
  {
    name: 'all_zones',
    code: 'broad_scope',
    sentence: 'It reaches every zone of every account that its owner can reach.',
    applies: reaches('all_zones'),
    why: 'no account bounds it',
  },
  {
    name: 'unknown_resource',
    code: 'broad_scope',
    sentence: 'It reaches a resource that is not known here, which has to be taken for a broad one.',
    applies: reaches('unknown'),
    why: 'a resource of a new kind, or a shape that cannot be read, may reach anything',
  },
  {
    name: 'whole_account',
    code: 'broad_scope',
    sentence: 'It reaches a whole account.',
    applies: reaches('whole_account'),
    why: 'read-only access counts as well, unless the settings say otherwise',
  },
  {
    name: 'account_zones',
    code: 'broad_scope',
    sentence: 'It reaches every zone of an account.',
    applies: reaches('account_zones'),
    why: 'zones that are added later are reached as well',
  },
  {
    name: 'binds_any_service_token',
    code: 'broad_scope',
    sentence: 'The Access rule that was written accepts any valid service token.',
    applies: ({ bindsAny }) => bindsAny,
    why: 'every service token of the account, also one made tomorrow, gets in',
  },
  {
    name: 'any_service_token_accepted',
    code: 'broad_scope',
    sentence: 'At least one Access rule accepts any valid service token, and so this one.',
    applies: ({ reading }) => reading.state === 'service_token' && reading.serviceToken.anyValid.length > 0,
    why: 'a service token needs no rule of its own to be let in there',
  },
  {
    name: 'issuer_nameless',
    code: 'unapproved_issuer',
    sentence: 'The event names neither a person nor a token that issued it.',
    applies: ({ issuer }) => issuer === 'nameless',
    why: 'an empty name matches no approval',
  },
  {
    name: 'issuer_unlisted',
    code: 'unapproved_issuer',
    sentence: 'Its issuer is not among the approved issuers.',
    applies: ({ issuer }) => issuer === 'unlisted',
    why: 'most stolen sessions first make a credential of their own',
  },
  {
    name: 'issuer_ended',
    code: 'unapproved_issuer',
    sentence: 'The approval of its issuer had ended before the event.',
    applies: ({ issuer }) => issuer === 'ended',
    why: 'an approval with a date is an approval up to that date',
  },
  {
    name: 'issuer_other_kind',
    code: 'unapproved_issuer',
    sentence: 'Its issuer is approved for other kinds of credentials only.',
    applies: ({ issuer }) => issuer === 'other_kind',
    why: 'who may make deploy tokens may not therefore look at the Global API Key',
  },
  {
    name: 'kind_unknown',
    code: 'scope_unknown',
    sentence: 'Something was written among the tokens in a way that is not known here.',
    applies: ({ sort }) => sort === 'unknown',
    why: 'what cannot be told apart cannot be judged',
  },
  {
    name: 'product_secret',
    code: 'scope_unknown',
    sentence: 'It is a secret of a single product, whose reach cannot be read from Cloudflare.',
    applies: ({ sort }) => sort === 'product_secret',
    why: 'no interface tells what such a secret opens',
  },
  {
    name: 'event_policies_unclear',
    code: 'scope_unknown',
    sentence: 'The event carries permissions that cannot be read in full.',
    applies: ({ eventPoliciesUnclear }) => eventPoliciesUnclear,
    why: 'what the token could do at first may be the part that cannot be read',
  },
  {
    name: 'missing',
    code: 'scope_unknown',
    sentence: 'Cloudflare does not know it any more: it was deleted after the event, or belongs elsewhere.',
    applies: (view) => isToken(view) && view.reading.state === 'missing',
    why: 'who deletes a token after use leaves nothing to look at',
  },
  {
    name: 'denied',
    code: 'scope_unknown',
    sentence: 'Edgewarden lacks the permission to read what it may do.',
    applies: (view) => isToken(view) && view.reading.state === 'denied',
    why: 'a missing permission of ours must not look like a harmless token',
  },
  {
    name: 'no_id',
    code: 'scope_unknown',
    sentence: 'The event names no single credential that could be looked up.',
    applies: (view) =>
      isToken(view) && !view.bindsAny && view.reading.state === 'unreadable' && view.reading.why === 'no_id',
    why: 'a rule that accepts any valid service token concerns all of them: no id is missing there',
  },
  {
    name: 'not_readable',
    code: 'scope_unknown',
    sentence: 'It belongs to a user, and only that user can read what it may do.',
    applies: (view) => isToken(view) && view.reading.state === 'unreadable' && view.reading.why === 'not_readable',
    why: 'Cloudflare shows a user token to its own user alone',
  },
  {
    name: 'unknown_shape',
    code: 'scope_unknown',
    sentence: 'Cloudflare answered in a way that cannot be read as permissions.',
    applies: (view) => isToken(view) && view.reading.state === 'unreadable' && view.reading.why === 'unknown_shape',
    why: 'a changed interface must not switch the watch off',
  },
  {
    name: 'other_sort_of_answer',
    code: 'scope_unknown',
    sentence: 'What was read about it does not belong to a credential of this kind.',
    applies: ({ sort, reading }) =>
      (sort === 'api_token' && reading.state === 'service_token') ||
      (sort === 'service_token' && reading.state === 'token'),
    why: 'an answer about something else says nothing about this',
  },
  {
    name: 'policies_unclear',
    code: 'scope_unknown',
    sentence: 'Cloudflare shows no permissions for it, or not all of them.',
    applies: (view) => isToken(view) && view.policiesUnclear,
    why: 'an empty answer is an answer that is missing something',
  },
  {
    name: 'changed_since',
    code: 'scope_unknown',
    sentence: 'It was changed after the event, so what it could do at the event is not known.',
    applies: ({ sort, freshness }) => sort === 'api_token' && freshness === 'changed_since',
    why: 'created broad, used, then narrowed: today it looks harmless',
  },
  {
    name: 'change_untold',
    code: 'scope_unknown',
    sentence: 'Nothing shows whether it was changed after the event.',
    applies: ({ sort, reading, freshness }) =>
      sort === 'api_token' && reading.state === 'token' && freshness === 'untold',
    why: 'without the two times, today may or may not be the day of the event',
  },
  {
    name: 'scope_too_large',
    code: 'scope_unknown',
    sentence: 'It has more permissions on more resources than can be looked at one by one.',
    applies: ({ scope }) => scope.cut,
    why: 'a scope that is too large to be listed must not pass for the part that is',
  },
] as const satisfies readonly ReasonRule[];
