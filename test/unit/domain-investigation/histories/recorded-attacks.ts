import type { LabelledHistory } from './build';
import { CURL, OFFICE_TOO } from './build';
import { A, applied, asked, DESK_DAY, id, PIPELINE_DAY, strange, trailed, TUNNEL, Z } from './records';

const REDIRECTS = `${Z}/rulesets/phases/http_request_dynamic_redirect/entrypoint`;
const away = { ip: TUNNEL, country: 'NL' };
const made = (number: number): { response: unknown } => ({ response: { result: { id: id(number) } } });
const stolen = { token: id(1), matchedBy: 'token' } as const;

/** Attacks as the logs record them. None may be called harmless, and none a mistake. */
export const RECORDED_ATTACKS: readonly LabelledHistory[] = [
  {
    name: 'records: a stolen session makes a token behind a tunnel, and a script uses it to turn a DNS record',
    events: [
      ...DESK_DAY,
      asked('-10m', `GET ${Z}/dns_records`, { ip: TUNNEL }),
      asked('+0m', 'POST /user/tokens', { ip: TUNNEL, ...made(900) }),
      strange('+6m', `PATCH ${Z}/dns_records/${id(11)}`, { ip: '192.0.2.99', token: id(900), matchedBy: 'token' }),
    ],
    verdict: 'likely_malicious',
    shows: ['new_address', 'credential_after_new_address', 'minted_then_used', 'new_tooling'],
  },
  {
    name: 'records: a token made behind a tunnel seven hours ago turns a DNS record now',
    events: [
      ...DESK_DAY,
      asked('-7h', `GET ${Z}/dns_records`, { ip: TUNNEL }),
      asked('-6h10m', 'POST /user/tokens', { ip: TUNNEL, ...made(900) }),
      strange('+0m', `PATCH ${Z}/dns_records/${id(11)}`, { token: id(900), matchedBy: 'token' }),
    ],
    verdict: 'likely_malicious',
    shows: ['new_address', 'credential_after_new_address', 'new_tooling'],
  },
  {
    name: 'records: who read, made a token and let somebody in behind a tunnel hours ago is no usual worker now',
    events: [
      ...DESK_DAY,
      asked('-5h', `GET ${Z}/dns_records`, { ip: TUNNEL }),
      asked('-4h40m', 'POST /user/tokens', { ip: TUNNEL, ...made(901) }),
      asked('-4h20m', `POST ${A}/members`, { ip: TUNNEL, ...made(83) }),
      asked('+0m', `PATCH ${Z}/dns_records/${id(11)}`, { ip: TUNNEL }),
    ],
    verdict: 'likely_malicious',
    shows: ['new_address', 'credential_after_new_address', 'member_added'],
    lacks: ['usual_work'],
  },
  {
    name: 'records: the same attack, reported at its first act',
    events: [
      ...DESK_DAY,
      asked('+0m', `GET ${Z}/dns_records`, { ip: TUNNEL }),
      asked('+20m', 'POST /user/tokens', { ip: TUNNEL, ...made(901) }),
      asked('+40m', `POST ${A}/members`, { ip: TUNNEL, ...made(83) }),
      asked('+5h', `PATCH ${Z}/dns_records/${id(11)}`, { ip: TUNNEL }),
    ],
    verdict: 'likely_malicious',
    shows: ['new_address', 'credential_after_new_address', 'member_added'],
  },
  {
    name: 'records: one look from an unknown address four hours ago does not vouch for the change from there',
    events: [
      ...DESK_DAY,
      asked('-4h10m', `GET ${Z}/dns_records`, { ip: TUNNEL }),
      asked('+0m', `PATCH ${Z}/dns_records/${id(11)}`, { ip: TUNNEL }),
    ],
    verdict: 'inconclusive',
    shows: ['new_address'],
    lacks: ['usual_work'],
  },
  {
    name: 'records: a guessed password, a new country and a new administrator in Datadog',
    events: [
      ...DESK_DAY,
      ...[20, 19, 18, 17, 16, 15].map((n) => trailed(`-${n}m`, 'Authentication', 'login_failed', '', away)),
      trailed('-10m', 'Authentication', 'login', '', away),
      trailed('+0m', 'Access Management', 'created', 'user', away),
    ],
    verdict: 'likely_malicious',
    shows: ['failures_then_success', 'new_address', 'new_country', 'member_added'],
  },
  {
    name: 'records: all visitors are sent to another site, from the desk',
    events: [
      ...DESK_DAY,
      asked('+0m', `PUT ${REDIRECTS}`, {
        body: { rules: [{ action: 'redirect', expression: 'true', enabled: true }] },
      }),
    ],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['made_safer'],
  },
  {
    name: 'records: all visitors are sent to another site, from nowhere known and without a history',
    events: [
      strange('+0m', `POST ${Z}/rulesets/${id(7)}/rules`, {
        body: { action: 'redirect', expression: 'true', enabled: true },
      }),
    ],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['made_safer'],
  },
  {
    name: 'records: all traffic goes to the attacker’s origin',
    events: [
      ...DESK_DAY,
      asked('+0m', `POST ${Z}/rulesets/${id(7)}/rules`, {
        body: { action: 'route', action_parameters: { origin: { host: 'evil.example' } }, enabled: true },
      }),
    ],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['made_safer'],
  },
  {
    name: 'records: a configuration rule takes the protection from every visitor',
    events: [
      ...DESK_DAY,
      asked('+0m', `POST ${Z}/rulesets/${id(7)}/rules`, {
        body: { action: 'set_config', action_parameters: { security_level: 'off', ssl: 'off' }, enabled: true },
      }),
    ],
    verdict: 'inconclusive',
    shows: ['security_weakened'],
    lacks: ['made_safer'],
  },
  {
    name: 'records: the managed firewall is overridden to log only',
    events: [
      ...DESK_DAY,
      asked('+0m', `PATCH ${Z}/rulesets/${id(7)}/rules/${id(8)}`, {
        body: { action: 'execute', enabled: true, action_parameters: { overrides: { action: 'log' } } },
      }),
    ],
    verdict: 'inconclusive',
    shows: ['security_weakened'],
    lacks: ['made_safer'],
  },
  {
    name: 'records: a ruleset is replaced by one without the rule that blocks',
    events: [
      ...DESK_DAY,
      asked('+0m', `PUT ${Z}/rulesets/${id(7)}`, { body: { rules: [{ action: 'managed_challenge', enabled: true }] } }),
    ],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['made_safer'],
  },
  {
    name: 'records: a pipeline’s stolen token uploads a Worker from elsewhere',
    events: [
      ...PIPELINE_DAY,
      strange('-5m', `GET ${A}/workers/scripts`, stolen),
      strange('+0m', `PUT ${A}/workers/scripts/login-helper`, stolen),
    ],
    verdict: 'inconclusive',
    shows: ['new_address', 'new_tooling'],
    lacks: ['known_automation'],
  },
  {
    name: 'records: a pipeline’s stolen token uploads a Worker from elsewhere while the pipeline runs',
    events: [
      ...PIPELINE_DAY,
      applied('-4m', `PATCH ${Z}/dns_records/${id(60)}`),
      strange('-2m', `GET ${A}/workers/scripts`, stolen),
      strange('+0m', `PUT ${A}/workers/scripts/login-helper`, stolen),
      applied('+1m', `PATCH ${Z}/dns_records/${id(61)}`),
    ],
    verdict: 'likely_malicious',
    shows: ['new_address', 'new_tooling', 'parallel_use'],
  },
  {
    name: 'records: a script reads stored values one after the other, with nothing to compare it with',
    events: Array.from({ length: 40 }, (_, n) =>
      strange(`+${n}m`, `GET ${A}/storage/kv/namespaces/${id(3)}/values/k${n}`),
    ),
    verdict: 'inconclusive',
    shows: [],
    lacks: ['only_looked'],
  },
  {
    name: 'records: keys of Datadog are looked at, and a log archive is deleted, from the desk',
    events: [
      ...DESK_DAY,
      trailed('+0m', 'Authentication', 'accessed', 'api_key'),
      trailed('+4m', 'Log Management', 'deleted', 'archive'),
    ],
    verdict: 'inconclusive',
    shows: ['secret_viewed', 'logging_disabled'],
    lacks: ['only_looked'],
  },
  {
    name: 'records: an upload is refused and then succeeds, of a sort never done before',
    events: [
      ...DESK_DAY,
      asked('-1m', `PUT ${A}/workers/scripts/x`, { refused: true }),
      asked('+0m', `PUT ${A}/workers/scripts/x`),
    ],
    verdict: 'inconclusive',
    shows: ['failed_then_corrected'],
  },
  {
    name: 'records: one Worker is uploaded twice from an unknown address, without a history',
    events: [strange('+0m', `PUT ${A}/workers/scripts/x`), strange('+9m', `PUT ${A}/workers/scripts/x`)],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['later_fix', 'quick_revert'],
  },
  {
    name: 'records: a route is made and removed after twenty minutes from an unknown address',
    events: [
      strange('+0m', `POST ${Z}/workers/routes`, made(9)),
      strange('+20m', `DELETE ${Z}/workers/routes/${id(9)}`),
    ],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['quick_revert'],
  },
  {
    name: 'records: on a weekend everybody is let in without being asked, and a service token is made',
    events: [
      strange('+0m', `PUT ${A}/access/policies/${id(4)}`, {
        body: { decision: 'bypass', include: [{ everyone: {} }] },
      }),
      strange('+5m', `POST ${A}/access/service_tokens`, made(902)),
    ],
    verdict: 'inconclusive',
    shows: ['no_history', 'security_weakened'],
  },
  {
    name: 'records: somebody gives themselves access with a policy that allows',
    events: [
      ...DESK_DAY,
      asked('+0m', `PUT ${A}/access/policies/${id(4)}`, {
        body: { decision: 'allow', include: [{ email: { email: 'x@evil.example' } }] },
      }),
    ],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['made_safer'],
  },
  {
    name: 'records: logs are sent to a stranger’s bucket while the real job is gone',
    events: [
      ...DESK_DAY,
      asked('+0m', `DELETE ${Z}/logpush/jobs/7`, { ip: OFFICE_TOO }),
      asked('+2m', `POST ${A}/alerting/v3/silences`, { ip: OFFICE_TOO }),
      asked('+4m', `PATCH ${Z}/settings/ssl`, { ip: OFFICE_TOO, body: { value: 'off' } }),
      asked('+5m', `POST ${Z}/logpush/jobs`, { ip: OFFICE_TOO, body: { destination_conf: 's3://evil' } }),
    ],
    verdict: 'likely_malicious',
    shows: ['logging_disabled', 'alerting_disabled', 'security_weakened', 'acted_while_blind'],
  },
  {
    name: 'records: eight zones are deleted within an hour, from the desk',
    events: [
      ...DESK_DAY,
      ...[0, 7, 14, 21, 28, 35, 42, 49].map((n) => asked(`+${n}m`, `DELETE /zones/${id(300 + n)}`, { agent: CURL })),
    ],
    verdict: 'inconclusive',
    shows: ['new_tooling'],
  },
  {
    name: 'records: second factor removed and keys of Datadog looked at behind a tunnel',
    events: [
      ...DESK_DAY,
      asked('-3m', 'POST /login', { ip: TUNNEL }),
      asked('+0m', 'DELETE /user/two_factor_authentication', { ip: TUNNEL }),
      trailed('+2m', 'Authentication', 'accessed', 'application_key', away),
    ],
    verdict: 'likely_malicious',
    shows: ['new_address', 'sign_in_changed', 'secret_viewed'],
  },
];
