import { compatibleText } from '../../compatible-text';

/** One sort of anomaly, told by words of the sender's `action`. */
interface AnomalyKindRule {
  /** As the page's title says it. */
  readonly kind: string;
  readonly action: RegExp;
  readonly hit: string;
  readonly miss: string;
  readonly why: string;
}

/**
 * The first match wins. Titles are seen by everybody who may see the space, and are the key of a page: they say nothing that a
 * sender has chosen, only which of these rows it is. The rows may grow; a word is never changed.
 */
export const ANOMALY_KIND_RULES = [
  {
    kind: 'logging or alerting',
    action: /log(?:ging|push|s)\b|audit|alert|monitor|notification|mute/,
    hit: 'logpush_job.delete',
    miss: 'login_failed',
    why: 'before all others: deleting a log is no ordinary deletion',
  },
  {
    kind: 'credential',
    action: /token|credential|secret|passw|\bkeys?\b|service.?account/,
    hit: 'token_create',
    miss: 'keyboard layout changed',
    why: 'whatever lets somebody in afterwards',
  },
  {
    kind: 'sign-in',
    action: /log.?in|log.?on|sign.?in|mfa|2fa|\bsso\b|session|travel|authenticat/,
    hit: 'impossible travel',
    miss: 'sign request',
    why: 'how somebody came in',
  },
  {
    kind: 'member or role',
    action: /member|role|permission|privilege|invit|user|group|admin/,
    hit: 'role_assigned',
    miss: 'rollback',
    why: 'who may do what',
  },
  {
    kind: 'deletion',
    action: /delet|destroy|purge|remov|wipe|drop/,
    hit: 'zone.delete',
    miss: 'dns.update',
    why: 'what is gone is hard to look at later',
  },
  {
    kind: 'security setting',
    action: /firewall|waf|\bssl|tls|\bbot|ddos|rule|polic|access|setting|config/,
    hit: 'waf_rule.disable',
    miss: 'worker.deploy',
    why: 'what protects everything else',
  },
  {
    kind: 'traffic or DNS',
    action: /dns|route|origin|tunnel|redirect|worker|deploy|traffic|download|export/,
    hit: 'dns_record.create',
    miss: 'billing change',
    why: 'where data goes',
  },
] as const satisfies readonly AnomalyKindRule[];

type AnomalyKind = (typeof ANOMALY_KIND_RULES)[number]['kind'] | 'other';

/** Longer actions are not looked at beyond this, in characters. */
const LOOKED_AT = 200;

/** The sort of anomaly that an action names. */
export function anomalyKindOf(action: string): AnomalyKind {
  const words = compatibleText(action.slice(0, LOOKED_AT)).toLowerCase().replaceAll('_', ' ');
  return ANOMALY_KIND_RULES.find((rule) => rule.action.test(words))?.kind ?? 'other';
}
