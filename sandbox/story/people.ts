import type { Json } from '../json';
import { CORP, SERVICE_USER_ID, TERRAFORM_CI_TOKEN } from './setting';

const user = (id: string, email: string, ip: string): Json => ({
  id,
  type: 'user',
  context: 'dash',
  email,
  ip_address: ip,
});

/** Leads the platform team; may issue credentials. */
export const ALICE = user('11aa22bb33cc44dd55ee66ff77008899', 'alice@example.com', '198.51.100.20');
/** Engineer; may not. */
export const BOB = user('22bb33cc44dd55ee66ff7700889911aa', 'bob@example.com', '198.51.100.21');
/** May create service tokens, nothing else. */
export const CAROL = user('33cc44dd55ee66ff7700889911aa22bb', 'carol@example.com', '198.51.100.22');
/** Has left; the approval has ended. */
export const ERIN = user('44dd55ee66ff7700889911aa22bb33cc', 'erin@example.com', '198.51.100.23');
/** Keeps names and addresses of the zones; one evening somebody else does it in her name. */
export const DANA = user('55ee66ff77008899aa11bb22cc33dd44', 'dana@example.com', '198.51.100.24');
/** Runs the web servers by night, and once in a while the wrong command. */
export const FELIX = user('66ff77008899aa11bb22cc33dd44ee55', 'felix@example.com', '198.51.100.25');
/** Publishes the documentation. */
export const NORA = user('77008899aa11bb22cc33dd44ee55ff66', 'nora@example.com', '198.51.100.26');
/** Nobody knows what this person is up to. */
export const MALLORY = user('f0e1d2c3b4a5968778695a4b3c2d1e0f', 'mallory@example.com', '203.0.113.77');
/** An address that begins like an approved one. */
export const ALMOST_ALICE = user('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'alice@example.com.evil.example', '203.0.113.80');
/** The user behind the token that reads Acme Labs; approved by actor id. */
export const SERVICE_USER = user(SERVICE_USER_ID, 'svc-edgewarden@example.com', '192.0.2.8');
/** Cloudflare itself: no name, no address. */
export const SYSTEM: Json = { id: '', type: 'system', context: '', email: '', ip_address: '' };

/** The infrastructure pipeline: an account-owned token, so there is no e-mail; approved by token id. */
export const TERRAFORM_CI: Json = {
  id: CORP,
  type: 'account',
  context: 'api_token',
  email: '',
  ip_address: '192.0.2.15',
  token_id: TERRAFORM_CI_TOKEN,
  token_name: 'terraform-ci',
};
