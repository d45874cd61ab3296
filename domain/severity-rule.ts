import type { CredentialView } from './credential-view';
import type { ReasonCode, Severity } from './judgement';

/** What a severity is made from: the view, and the reasons found for it. */
export interface SeverityView extends CredentialView {
  readonly codes: ReadonlySet<ReasonCode>;
}

interface SeverityRule {
  readonly name: string;
  /** Added up; never negative, so that no fact lowers a severity. */
  readonly points: number;
  /** What the operator reads; absent for reasons, which have their own sentence. */
  readonly sentence?: string;
  readonly applies: (view: SeverityView) => boolean;
  readonly why: string;
}

const DAY_MS = 86_400_000;

/** Fewer bits than this leave more than a 256th of all addresses: no company's own network. */
const WIDE_PREFIX_BITS = 8;

const DELEGATING_GROUPS: ReadonlySet<string> = new Set(['api tokens write', 'account api tokens write']);

/** What makes a flagged credential worse. Nothing in here flags one. */
export const SEVERITY_RULES = [
  {
    name: 'write_scope',
    points: 2,
    applies: ({ codes }) => codes.has('write_scope'),
    why: 'can do damage',
  },
  {
    name: 'broad_scope',
    points: 2,
    applies: ({ codes }) => codes.has('broad_scope'),
    why: 'can do it in many places',
  },
  {
    name: 'unapproved_issuer',
    points: 2,
    applies: ({ codes }) => codes.has('unapproved_issuer'),
    why: 'nobody vouches for who made it',
  },
  {
    name: 'scope_unknown',
    points: 3,
    applies: ({ codes }) => codes.has('scope_unknown'),
    why: 'may be write and broad, and somebody may have seen to it that nobody can tell',
  },
  {
    name: 'global_key',
    points: 2,
    sentence: 'It cannot be limited: no expiry, no address limit, no narrower scope.',
    applies: ({ sort }) => sort === 'global_key',
    why: 'the one credential whose only containment is a new key',
  },
  {
    name: 'delegating',
    points: 3,
    sentence: 'It can issue further API tokens.',
    applies: ({ scope }) => scope.permissions.some(({ permission }) => DELEGATING_GROUPS.has(groupKey(permission))),
    why: 'revoking it leaves the tokens that it made',
  },
  {
    name: 'critical_group',
    points: 2,
    sentence: 'It holds a permission that the settings call critical.',
    applies: ({ scope, settings }) => {
      const critical = new Set(settings.criticalPermissionGroups.map(groupKey));
      return scope.permissions.some(({ permission }) => critical.has(groupKey(permission)));
    },
    why: 'the operator knows best what must not be touched',
  },
  {
    name: 'no_expiry',
    points: 1,
    sentence: 'It never expires.',
    applies: ({ endsAtMs }) => endsAtMs === 'never',
    why: 'a leak stays useful until somebody acts',
  },
  {
    name: 'long_lived',
    points: 1,
    sentence: 'It lives longer than the settings call usual.',
    applies: ({ endsAtMs, event, settings }) =>
      typeof endsAtMs === 'number' && !(endsAtMs - Date.parse(event.time ?? '') <= settings.longLivedDays * DAY_MS),
    why: 'nearly the same as no end; a life that cannot be measured counts as long',
  },
  {
    name: 'any_address',
    points: 1,
    sentence: 'It can be used from any address.',
    applies: ({ reading }) => reading.state === 'token' && reading.token.ipIn.length === 0,
    why: 'a leak is useful everywhere; addresses that are only excluded leave all others',
  },
  {
    name: 'wide_addresses',
    points: 1,
    sentence: 'Its address limit lets in so many addresses that it limits nothing.',
    applies: ({ reading }) => reading.state === 'token' && reading.token.ipIn.some(isWideRange),
    why: '0.0.0.0/0 or ::/0 looks like a limit in a form and is none',
  },
] as const satisfies readonly SeverityRule[];

/** From how many points on a flagged credential has which severity; the first that fits counts. */
export const SEVERITY_STEPS = [
  {
    severity: 'critical',
    from: 7,
    why: 'write and broad in the hands of a stranger, with at least one thing that makes it worse',
  },
  {
    severity: 'high',
    from: 5,
    why: 'two reasons and a thing that makes them worse, or a stranger and an unknown scope',
  },
  { severity: 'medium', from: 3, why: 'one reason and a thing that makes it worse, or an unknown scope' },
  { severity: 'low', from: 0, why: 'one reason alone' },
] as const satisfies readonly { severity: Severity; from: number; why: string }[];

/** Severity of a flagged credential, and the sentences that say what raised it. */
export function severityOf(view: SeverityView): { severity: Severity; aggravations: readonly string[] } {
  const rules: readonly SeverityRule[] = SEVERITY_RULES;
  const matching = rules.filter((rule) => rule.applies(view));
  const points = matching.reduce((sum, rule) => sum + rule.points, 0);
  return {
    severity: SEVERITY_STEPS.find(({ from }) => points >= from)?.severity ?? 'critical',
    aggravations: matching.flatMap(({ sentence }) => (sentence === undefined ? [] : [sentence])),
  };
}

/** Names compare without regard to case and space; the API says Write where the dashboard says Edit. */
function groupKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ edit$/, ' write');
}

function isWideRange(range: string): boolean {
  const bits = /\/\s*(\d+)\s*$/.exec(range)?.[1];
  return bits !== undefined && Number(bits) < WIDE_PREFIX_BITS;
}
