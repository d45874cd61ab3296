import { createHash } from 'node:crypto';
import type { SECRET_TEXTS } from '../../domain/secret-texts';

/** A form in which secrets are pasted, with a secret of its own for each seed. */
export interface SecretForm {
  /** The row of `SECRET_TEXTS` that knows it, or the name that gives its value away. */
  readonly by: (typeof SECRET_TEXTS)[number]['name'] | 'its name';
  /** `secret` is what nobody may read, `text` what stands around it. */
  readonly of: (seed: string) => { readonly text: string; readonly secret: string };
}

/** 40 letters of both cases and digits, other ones for each seed. */
const letters = (seed: string): string => {
  const base64 = createHash('sha512').update(seed).digest('base64');
  return `aB3${base64.replaceAll(/[+/=]/g, '').slice(0, 37)}`;
};
const hex = (seed: string): string => createHash('sha256').update(seed).digest('hex').slice(0, 37);

const form = (by: SecretForm['by'], before: string, after = '', secretOf = letters): SecretForm => ({
  by,
  of: (seed) => ({ text: `${before}${secretOf(seed)}${after}`, secret: secretOf(seed) }),
});

/** At least one for each row, and what our own providers and senders hand out first. */
export const SECRET_FORMS: readonly SecretForm[] = [
  ...['cfut_', 'cfat_', 'cfk_', 'ddap_', 'ddpat_', 'lin_api_', 'sk-proj-', 'sk-ant-api03-', 'github_pat_', 'ya29.'].map(
    (prefix) => form('token with a vendor’s prefix', prefix),
  ),
  form('Atlassian API token', 'ATATT3xFfGF0', '=1A2B3C4D'),
  form('key of a webhook', 'whsec_'),
  form('address of a webhook', 'https://hooks.slack.com/services/T00000000/B00000000/'),
  form('SendGrid API key', 'SG.aB3dE5gH7aB3dE5gH7.'),
  form('PEM block', '-----BEGIN PRIVATE KEY-----\n', '\n-----END PRIVATE KEY-----'),
  form('PEM block in base64', 'LS0tLS1CRUdJTiBQUklWQVRF'),
  form('JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.'),
  form('JSON in base64', 'eyJhIjoiYTFiMmMzZDRlNWY2MDcxODI5M2E0'),
  form('user and password of a URI', 'postgres://app:', '@db.example.com/app'),
  form('bearer or basic credentials', 'Authorization: Bearer '),
  form('AWS access key id', '', '', (seed) => `AKIA${hex(seed).slice(0, 16).toUpperCase()}`),
  form('AWS secret access key', '', '', (seed) => `${letters(seed).slice(0, 20)}+${letters(seed).slice(21)}`),
  form('API token before 2026', '', '', letters),
  form('Global API key before 2026', '', '', hex),
  form('its name', 'DD-APPLICATION-KEY: '),
  form('its name', 'application_key='),
  form('its name', 'cf-webhook-auth: '),
  form('its name', 'X-Auth-Key: '),
  form('its name', 'pass\u200Bword='),
];
