import { CORP_EVENT, CORP_TOKEN, LABS_EVENT, LABS_TOKEN, SERVICE_TOKEN, USER_TOKEN } from './ids';
import { CORP, LABS } from './setting';

export type ExpectedReason = 'write_scope' | 'broad_scope' | 'unapproved_issuer' | 'scope_unknown';

/** What should have become of one record of the story when everything has been worked through. */
export interface Expectation {
  /** Account whose log shows the record. */
  readonly account: string;
  /** Text that this record's archived bytes contain and no other's. */
  readonly match: string;
  readonly archived: boolean;
  /** Null when the record is not kept. */
  readonly kind: string | null;
  /** Empty when nobody needs to look at it. */
  readonly reasons: readonly ExpectedReason[];
  /**
   * `opens` a ticket, or `joins` the one of a credential that another record opened. Which of several opens it depends on
   * the order of work: compare the set of credentials that have a ticket.
   */
  readonly ticket: 'opens' | 'none' | `joins ${string}`;
  /** The provider's id of the credential; null when the record names none. */
  readonly credential: string | null;
  /** The log shows it only after the day, or once it was settled. */
  readonly late: boolean;
  readonly why: string;
}

type Rest = Partial<Pick<Expectation, 'ticket' | 'late' | 'match'>>;

function kept(
  account: string,
  match: string,
  kind: string,
  credential: string | null,
  reasons: readonly ExpectedReason[],
  why: string,
  rest: Rest = {},
): Expectation {
  const ticket = reasons.length === 0 ? 'none' : 'opens';
  return { account, match, archived: true, kind, reasons, ticket, credential, late: false, why, ...rest };
}

function notKept(account: string, match: string, why: string): Expectation {
  return {
    account,
    match,
    archived: false,
    kind: null,
    reasons: [],
    ticket: 'none',
    credential: null,
    late: false,
    why,
  };
}

const corp = (
  nn: string,
  kind: string,
  credential: string | null,
  reasons: readonly ExpectedReason[],
  why: string,
  rest?: Rest,
) => ({ [`${CORP_EVENT}${nn}`]: kept(CORP, `${CORP_EVENT}${nn}`, kind, credential, reasons, why, rest) });
const labs = (
  nn: string,
  kind: string,
  credential: string | null,
  reasons: readonly ExpectedReason[],
  why: string,
  rest?: Rest,
) => ({ [`${LABS_EVENT}${nn}`]: kept(LABS, `${LABS_EVENT}${nn}`, kind, credential, reasons, why, rest) });
const corpNotKept = (nn: string, why: string) => ({ [`${CORP_EVENT}${nn}`]: notKept(CORP, `${CORP_EVENT}${nn}`, why) });
const labsNotKept = (nn: string, why: string) => ({ [`${LABS_EVENT}${nn}`]: notKept(LABS, `${LABS_EVENT}${nn}`, why) });

/**
 * Decided by hand, record by record, from what a careful security engineer would want; by event id, and by a label for
 * the two records that have no usable id. Every record that is not listed here is ordinary: neither archived nor ticketed.
 */
export const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  ...corp(
    '01',
    'account_token.create',
    `${CORP_TOKEN}01`,
    [],
    'reads one zone, created by an approved person, unchanged since',
  ),
  ...corp(
    '02',
    'account_token.create',
    `${CORP_TOKEN}02`,
    [],
    'reads one zone; the pipeline is approved by its token id; no result field counts as success',
  ),
  ...corp(
    '03',
    'account_token.create',
    `${CORP_TOKEN}03`,
    ['write_scope'],
    'writes DNS of one zone; the event itself shows the policy, so the later change does not matter',
  ),
  ...corp('04', 'account_token.create', `${CORP_TOKEN}04`, ['broad_scope'], 'only reads, but the whole account'),
  ...corp(
    '05',
    'account_token.create',
    `${CORP_TOKEN}05`,
    ['unapproved_issuer'],
    'harmless scope, but nobody approved mallory',
  ),
  ...corp(
    '06',
    'account_token.create',
    `${CORP_TOKEN}06`,
    ['scope_unknown'],
    'deleted four minutes later; what it could do is not known any more',
  ),
  ...corpNotKept('07', 'a deletion gives nobody anything'),
  ...corp(
    '08',
    'account_token.create',
    `${CORP_TOKEN}08`,
    ['write_scope', 'broad_scope', 'unapproved_issuer'],
    'DNS of every zone and minting of further tokens, by bob; its name tries to draw a table',
  ),
  ...corp(
    '09',
    'account_token.roll',
    `${CORP_TOKEN}09`,
    [],
    'new secret for an old token that still only reads one zone',
  ),
  ...corp('10', 'account_token.update', `${CORP_TOKEN}03`, ['write_scope'], 'the same token gets more to write', {
    ticket: `joins ${CORP_TOKEN}03`,
  }),
  ...corp(
    '11',
    'account_token.create',
    `${CORP_TOKEN}11`,
    ['write_scope', 'broad_scope'],
    'could deploy Workers in the whole account for twenty minutes; narrowed before anybody looked',
  ),
  ...corp('12', 'account_token.update', `${CORP_TOKEN}11`, [], 'the narrowing itself: reads one zone from here on'),
  ...corp(
    '13',
    'account_token.create',
    `${CORP_TOKEN}13`,
    ['scope_unknown'],
    'changed half an hour later, and the event does not say what it could do before',
  ),
  ...corp(
    '14',
    'account_token.update',
    `${CORP_TOKEN}13`,
    [],
    'the change itself: today is what it set, and that only reads one zone',
  ),
  ...corp(
    '15',
    'account_token.roll',
    `${CORP_TOKEN}15`,
    ['write_scope', 'broad_scope'],
    'new secret for an old token that deploys Workers everywhere',
  ),
  ...corp(
    '16',
    'user_token.create',
    `${USER_TOKEN}16`,
    ['write_scope', 'broad_scope', 'unapproved_issuer', 'scope_unknown'],
    'purges every zone by the event; the token of another user cannot be read',
  ),
  ...corp(
    '17',
    'user_token.create',
    `${USER_TOKEN}17`,
    ['scope_unknown'],
    'the event shows a narrow policy, but the token cannot be read: fail closed',
  ),
  ...corp(
    '18',
    'user_token.update',
    `${USER_TOKEN}18`,
    ['scope_unknown'],
    'a token of another user; the path has a version prefix and a secret in its query',
  ),
  ...corp('19', 'service_token.create', `${SERVICE_TOKEN}19`, [], 'one application accepts it'),
  ...corp(
    '20',
    'service_token.create',
    `${SERVICE_TOKEN}20`,
    [],
    'no policy names it yet, which is noted and not flagged',
  ),
  ...corp('21', 'service_token.rotate', `${SERVICE_TOKEN}21`, [], 'new secret, named by one group only'),
  ...corp('22', 'service_token.refresh', `${SERVICE_TOKEN}22`, ['unapproved_issuer'], 'bob made it live longer'),
  ...corp('23', 'service_token.create', `${SERVICE_TOKEN}23`, [], 'carol may create service tokens'),
  ...corp(
    '24',
    'service_token.update',
    `${SERVICE_TOKEN}24`,
    ['unapproved_issuer'],
    'carol may create service tokens, not renew their secrets',
  ),
  ...corp(
    '25',
    'service_token.create',
    null,
    ['scope_unknown'],
    'created in a zone, and the event does not say which one it is',
  ),
  ...corp(
    '26',
    'service_token.bind',
    `${SERVICE_TOKEN}26`,
    ['unapproved_issuer'],
    'mallory let an old service token in',
  ),
  ...corp('27', 'credential.unknown', null, ['scope_unknown'], 'nobody has seen this call below the tokens before'),
  'mangled-0028': kept(
    CORP,
    'mangled-0028',
    'credential.unknown',
    null,
    ['unapproved_issuer', 'scope_unknown'],
    'a record of another shape: neither what was done nor by whom can be read',
  ),
  'no-id-0029': kept(
    CORP,
    '9c290000000000ab',
    'account_token.create',
    `${CORP_TOKEN}29`,
    ['write_scope'],
    'an event without an id is an event all the same',
  ),
  ...corp(
    '30',
    'account_token.create',
    `${CORP_TOKEN}30`,
    ['unapproved_issuer'],
    'showed a quarter of an hour after it had happened',
  ),
  ...corp('31', 'account_token.create', `${CORP_TOKEN}31`, [], 'late, and harmless', { late: true }),
  ...corpNotKept('32', 'the attempt failed'),
  ...corpNotKept('33', 'a member is no credential'),
  ...corpNotKept('34', 'temporary R2 credentials are watched only on request'),
  ...corp(
    '35',
    'account_token.create',
    `${CORP_TOKEN}35`,
    ['write_scope', 'broad_scope'],
    'a denied zone does not make every zone few',
  ),
  ...corp(
    '36',
    'account_token.create',
    `${CORP_TOKEN}36`,
    ['write_scope'],
    'a permission group that nobody lists may be anything',
  ),
  ...corp(
    '37',
    'account_token.create',
    `${CORP_TOKEN}37`,
    ['broad_scope'],
    'only reads, but on a kind of resource that nobody knows',
  ),
  ...corp(
    '38',
    'account_token.create',
    `${CORP_TOKEN}38`,
    ['scope_unknown'],
    'an answer without policies is no harmless token',
  ),
  ...corp('39', 'account_token.create', `${CORP_TOKEN}39`, ['scope_unknown'], 'policies of a shape that nobody knows'),
  ...corp('40', 'account_token.create', `${CORP_TOKEN}40`, ['unapproved_issuer'], 'the approval of erin has ended'),
  ...corp(
    '41',
    'account_token.create',
    `${CORP_TOKEN}41`,
    ['unapproved_issuer'],
    'the address only begins like an approved one',
  ),
  ...corp(
    '42',
    'account_token.create',
    `${CORP_TOKEN}42`,
    ['write_scope', 'unapproved_issuer'],
    'writes DNS; its name carries a picture, a link and mentions',
  ),
  ...corp(
    '43',
    'account_token.create',
    `${CORP_TOKEN}43`,
    ['unapproved_issuer'],
    'its name closes a code block and forges a marker',
  ),
  ...corpNotKept('44', 'an Access policy for people'),
  ...corpNotKept('45', 'a deletion gives nobody anything'),
  ...corpNotKept('46', 'ends sessions of an application; only sounds like a token'),
  ...corp(
    '50',
    'account_token.create',
    `${CORP_TOKEN}50`,
    ['write_scope', 'broad_scope', 'unapproved_issuer'],
    'DNS of every zone, in the name of dana, who may not issue anything',
  ),
  ...corpNotKept('51', 'logs that stop are for an investigation; they are no credential'),
  ...corpNotKept('52', 'the new token at work'),
  ...corpNotKept('53', 'a member is no credential'),
  ...corpNotKept('60', 'a setting of a zone'),
  ...corpNotKept('61', 'the same setting, put right'),
  ...corpNotKept('70', 'a member is no credential'),

  ...labs(
    '01',
    'user_token.create',
    `${USER_TOKEN}61`,
    [],
    "the reading user's own token can be read, and reads one zone; approved by actor id",
  ),
  ...labs('02', 'account_token.create', `${LABS_TOKEN}02`, [], 'reads one zone'),
  ...labs(
    '03',
    'user_token.roll',
    `${USER_TOKEN}63`,
    ['unapproved_issuer', 'scope_unknown'],
    'a token of another user, rolled by bob',
  ),
  ...labs(
    '04',
    'service_token.create',
    `${SERVICE_TOKEN}64`,
    ['broad_scope'],
    'a policy here lets any service token in',
  ),
  ...labs(
    '05',
    'service_token.create',
    `${SERVICE_TOKEN}65`,
    ['broad_scope', 'unapproved_issuer'],
    'the same, by mallory, for ever',
  ),
  ...labs(
    '06',
    'service_token.bind',
    null,
    ['broad_scope', 'unapproved_issuer'],
    'mallory wrote a group that lets any service token in: the event itself shows the whole reach',
  ),
  ...labs('07', 'account_token.create', `${LABS_TOKEN}07`, ['broad_scope'], 'only reads, but every account'),
  ...labs(
    '08',
    'account_token.create',
    `${LABS_TOKEN}08`,
    ['unapproved_issuer', 'scope_unknown'],
    'narrow by the event, gone two minutes later',
  ),
  ...labsNotKept('09', 'a deletion gives nobody anything'),
  ...labs(
    '10',
    'account_token.create',
    `${LABS_TOKEN}10`,
    ['write_scope', 'broad_scope', 'unapproved_issuer'],
    'late, and everything at once',
    { late: true },
  ),
  ...labs(
    '11',
    'account_token.create',
    `${LABS_TOKEN}11`,
    ['unapproved_issuer'],
    'the actor is empty, and nothing empty is approved',
  ),
  ...labs(
    '12',
    'account_token.create',
    `${LABS_TOKEN}12`,
    ['unapproved_issuer'],
    'its name opens a hidden section and turns the text around',
  ),
  ...labs('13', 'account_token.roll', `${LABS_TOKEN}13`, [], 'the pipeline renews its own secret'),
  ...labsNotKept('14', 'the attempt failed by its status'),
  ...labs(
    '16',
    'user_token.create',
    `${USER_TOKEN}16`,
    ['write_scope', 'broad_scope', 'unapproved_issuer', 'scope_unknown'],
    'the same request as in Acme Corp: archived here as well, one ticket for both',
    { ticket: `joins ${USER_TOKEN}16` },
  ),
};
