import type { SenderSettings } from '../../config/settings';
import type { Verify } from './delivery';
import { githubStyle } from './github';
import { standardWebhooks } from './standard-webhooks';

/** The scheme comes from the settings, never from the headers that happen to be there. */
const SCHEMES: Readonly<Record<SenderSettings['scheme'], (secrets: readonly string[]) => Verify>> = {
  standard: standardWebhooks,
  github: githubStyle,
};

/** How deliveries of a sender are proven. */
export function verifierOf({ scheme, secrets }: SenderSettings): Verify {
  return SCHEMES[scheme](secrets.map((secret) => secret.reveal()));
}
