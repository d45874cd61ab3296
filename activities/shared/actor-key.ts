import { createHmac } from 'node:crypto';
import type { Anomaly } from '../../domain/investigation/anomaly';

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
      const identity = actor.email?.toLowerCase() ?? actor.id ?? actor.tokenId ?? actor.ip;
      if (identity === null || key === undefined) return Promise.resolve(null);
      return Promise.resolve(createHmac('sha256', key).update(identity).digest('hex').slice(0, 32));
    },
  };
}

export type ActorKeyActivities = ReturnType<typeof createActorKeyActivities>;
