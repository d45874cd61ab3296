/** What a scan of the Security Center may find. */
export interface InsightClass {
  readonly type: string;
  readonly name: string;
  /** How often it is found, compared with the others. */
  readonly weight: number;
  readonly severity: string;
  readonly subject: 'host' | 'domain' | 'person' | 'account';
  readonly advice: string;
  /** Where the dashboard mends it. */
  readonly link: string;
}

const ZONE_LINK = 'https://dash.cloudflare.com/?to=/:account/:zone';
const ACCOUNT_LINK = 'https://dash.cloudflare.com/?to=/:account';

/** Severities are spelled as answers spell them: not always the same way. */
export const INSIGHT_CLASSES: readonly InsightClass[] = [
  {
    type: 'insecure_configuration',
    name: 'always_use_https_not_enabled',
    weight: 14,
    severity: 'Moderate',
    subject: 'host',
    advice: 'Enable Always Use HTTPS.',
    link: `${ZONE_LINK}/ssl-tls/edge-certificates`,
  },
  {
    type: 'insecure_configuration',
    name: 'dangling_cname_record',
    weight: 8,
    severity: 'Critical',
    subject: 'host',
    advice: 'Remove the CNAME record, or claim the name that it points to.',
    link: `${ZONE_LINK}/dns/records`,
  },
  {
    type: 'insecure_configuration',
    name: 'unproxied_a_record',
    weight: 18,
    severity: 'Moderate',
    subject: 'host',
    advice: 'Proxy the record, so that the origin does not show its address.',
    link: `${ZONE_LINK}/dns/records`,
  },
  {
    type: 'insecure_configuration',
    name: 'tls_1_0_enabled',
    weight: 9,
    severity: 'moderate',
    subject: 'host',
    advice: 'Set the minimum TLS version to 1.2.',
    link: `${ZONE_LINK}/ssl-tls/edge-certificates`,
  },
  {
    type: 'exposed_infrastructure',
    name: 'exposed_rdp_server',
    weight: 3,
    severity: 'Critical',
    subject: 'host',
    advice: 'Put the server behind Cloudflare Access, or close the port.',
    link: `${ACCOUNT_LINK}/access/apps`,
  },
  {
    type: 'exposed_infrastructure',
    name: 'exposed_database',
    weight: 2,
    severity: 'critical',
    subject: 'host',
    advice: 'Check your firewall rules and ensure sensitive services are not exposed to the public internet.',
    link: `${ACCOUNT_LINK}/security-center`,
  },
  {
    type: 'exposed_infrastructure',
    name: 'exposed_login_page',
    weight: 7,
    severity: 'High',
    subject: 'host',
    advice: 'Protect the login page with Access and a rate limit.',
    link: `${ZONE_LINK}/security/waf`,
  },
  {
    type: 'weak_authentication',
    name: 'users_without_mfa',
    weight: 4,
    severity: 'Critical',
    subject: 'person',
    advice: 'Ask the user to turn on two-factor authentication.',
    link: `${ACCOUNT_LINK}/members`,
  },
  {
    type: 'weak_authentication',
    name: 'api_token_without_expiry',
    weight: 3,
    severity: 'Low',
    subject: 'account',
    advice: 'Give each token an end and the narrowest permissions.',
    link: `${ACCOUNT_LINK}/api-tokens`,
  },
  {
    type: 'email_security',
    name: 'dmarc_record_error',
    weight: 6,
    severity: 'Low',
    subject: 'domain',
    advice: 'Publish a DMARC record that rejects mail in your name.',
    link: `${ZONE_LINK}/email/dmarc-management`,
  },
  {
    type: 'email_security',
    name: 'spf_record_missing',
    weight: 6,
    severity: 'low',
    subject: 'domain',
    advice: 'Publish an SPF record, also for domains that send nothing.',
    link: `${ZONE_LINK}/dns/records`,
  },
  {
    type: 'compliance_violation',
    name: 'security_txt_missing',
    weight: 5,
    severity: 'Low',
    subject: 'domain',
    advice: 'Publish a security.txt with a contact.',
    link: `${ZONE_LINK}/security/settings`,
  },
  {
    type: 'configuration_suggestion',
    name: 'bot_fight_mode_not_enabled',
    weight: 12,
    severity: 'Low',
    subject: 'domain',
    advice: 'Turn on Bot Fight Mode.',
    link: `${ZONE_LINK}/security/bots`,
  },
  // What the vendor added after everybody had read the documentation.
  {
    type: 'ai_exposure',
    name: 'model_endpoint_without_gateway',
    weight: 2,
    severity: 'Severe',
    subject: 'host',
    advice: 'Route the endpoint through a gateway.',
    link: `${ACCOUNT_LINK}/security-center`,
  },
];
