import type { CloudflareClient, OwnTokenState } from '../../activities/cloudflare/client';
import type { AccountSettings } from '../../config/settings';
import { bad, failed, ok, type Finding } from './finding';

const PROBLEM: Readonly<Record<Exclude<OwnTokenState, 'active'>, readonly [what: string, remedy: string]>> = {
  expired: ['has expired', 'Make a new one and put it in its place: docs/how-to/rotate-credentials.md.'],
  disabled: ['is disabled', 'Enable it in the dashboard, or make a new one: docs/how-to/rotate-credentials.md.'],
  invalid: [
    'is not known to Cloudflare: mistyped, deleted, or an e-mail address and key instead of an API token',
    'Make an API token: docs/how-to/come-from-another-collector.md.',
  ],
  unknown: [
    'could not be verified',
    'Cloudflare gave no clear answer. Check cloudflare.baseUrl and the address filter of the token, then try again.',
  ],
};

/** Whether Cloudflare accepts the token of an account. Says nothing of its permissions, and costs no allowance. */
export async function checkToken(
  { key, id, token }: AccountSettings,
  client: CloudflareClient,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    const state = await client.ownToken(id, signal);
    if (state === 'active') return ok(key, 'its token is active');
    const [what, remedy] = PROBLEM[state];
    return bad(key, `its token (${token.setting}) ${what}`, remedy);
  } catch (error) {
    return failed(key, error, 'Check cloudflare.baseUrl and the way to it.');
  }
}
