import { createHmac } from 'node:crypto';
import { canonicalAddress } from '../../domain/investigation/address';
import type { Anomaly } from '../../domain/investigation/anomaly';
import { canonicalEmail, canonicalId } from '../../domain/investigation/canonical-name';

export interface ActorKeyInput {
  readonly actor: Anomaly['actor'];
}

/** Names actors so that their investigations can be found together, by a key that tells nobody who they are. */
export function createActorKeyActivities({ key }: { readonly key: string | undefined }) {
  return {
    /**
     * 32 hex digits, the same for every investigation of an actor; null without a key or an actor.
     *
     * An HMAC, and not a hash: addresses are few enough to be tried out.
     */
    actorKeyOf({ actor }: ActorKeyInput): Promise<string | null> {
      const identity = identityOf(actor);
      if (identity === null || key === undefined) return Promise.resolve(null);
      return Promise.resolve(createHmac('sha256', key).update(identity).digest('hex').slice(0, 32));
    },
  };
}

/** The first name that is known, in the spelling in which two are compared. */
function identityOf({ email, id, tokenId, ip }: Anomaly['actor']): string | null {
  if (email !== null) return canonicalEmail(email);
  const named = id ?? tokenId;
  if (named !== null) return canonicalId(named);
  return ip === null ? null : (canonicalAddress(ip) ?? ip.trim());
}

export type ActorKeyActivities = ReturnType<typeof createActorKeyActivities>;
