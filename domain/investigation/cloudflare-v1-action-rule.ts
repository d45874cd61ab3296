import type { ActionKind } from './action-kind';

/** One action type of version 1 of the log, which records no request. Patterns look at the type without regard to case. */
interface CloudflareV1ActionRule {
  readonly kind: ActionKind;
  readonly action: RegExp;
  readonly hit: string;
  readonly miss: string;
  readonly why: string;
}

/** Types of version 1 are documented for few actions: the words in them have to do. The first row that matches wins. */
export const CLOUDFLARE_V1_ACTION_RULES = [
  { kind: 'login', action: /^login/i, hit: 'login', miss: 'logout', why: 'a person signed in to the dashboard' },
  {
    kind: 'sign_in_changed',
    action: /two_?factor|2fa|mfa|sso_/i,
    hit: 'two_factor_disable',
    miss: 'login',
    why: 'a second factor or the way of signing in',
  },
  {
    kind: 'member_added',
    action: /^(?:member|invite|user)_?(?:add|create|invite)|^add_member/i,
    hit: 'member_add',
    miss: 'member_remove',
    why: 'a person who stays when the stolen session ends',
  },
  {
    kind: 'member_removed',
    action: /^(?:member|user)_?(?:remove|delete)|^remove_member/i,
    hit: 'member_remove',
    miss: 'member_add',
    why: 'undoes an addition, or locks the others out',
  },
  {
    kind: 'role_changed',
    action: /role/i,
    hit: 'member_role_update',
    miss: 'member_add',
    why: 'the record does not say what the role was',
  },
  { kind: 'delete', action: /del(?:ete)?|remove|purge|revoke/i, hit: 'rec_del', miss: 'rec_set', why: 'takes away' },
  { kind: 'read', action: /view|read|list|export/i, hit: 'page_view', miss: 'rec_set', why: 'only looks' },
  { kind: 'create', action: /add|create|new/i, hit: 'rec_add', miss: 'rec_set', why: 'something new' },
  { kind: 'change', action: /./, hit: 'rec_set', miss: '', why: 'whatever else is recorded was written' },
] as const satisfies readonly CloudflareV1ActionRule[];
