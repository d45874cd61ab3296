import type { TimelineEvent } from '../../domain/investigation/timeline';

/** Credentials whose use is looked for; an actor who makes more is told by that. */
export const MAX_CREDENTIALS = 10;
const TOKEN_ID = /^[0-9a-f]{32}$/i;

/** Use of a credential that is to be looked for. */
export interface CredentialUse {
  readonly tokenId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** A person's token works in every account that the person reaches, one of an account in that account alone. */
  readonly isPersons: boolean;
}

/** The credentials that an actor made or gave a new secret: what is done with them is done by the actor. */
export class MadeCredentials {
  /** When each was made, as far as is known yet: reading goes outward, and so meets what was later first. */
  private readonly madeAtMs = new Map<string, number>();

  /**
   * @param named token of the actor that is searched for anyhow
   * @param toMs end of the window
   */
  constructor(
    private readonly named: string | null,
    private readonly toMs: number,
  ) {}

  /** The named one, and those that were made. */
  ids(): readonly string[] {
    return [...(this.named === null ? [] : [this.named]), ...this.madeAtMs.keys()];
  }

  /** What to look for after this event: nothing when it made no credential, or a known one not earlier; or too many were made. */
  useAfter(event: TimelineEvent): CredentialUse | 'too_many' | undefined {
    const { target: tokenId, time, area } = event;
    if (time === null || !makesCredential(event) || tokenId === this.named) return undefined;
    const [fromMs, known] = [Date.parse(time), this.madeAtMs.get(tokenId)];
    const toMs = known ?? this.toMs;
    if (fromMs >= toMs) return undefined;
    if (known === undefined && this.madeAtMs.size >= MAX_CREDENTIALS) return 'too_many';
    this.madeAtMs.set(tokenId, fromMs);
    return { tokenId, fromMs, toMs, isPersons: area.startsWith('user/tokens') };
  }
}

function makesCredential({ kind, outcome, matchedBy, target }: TimelineEvent): boolean {
  const isMade = kind === 'credential_minted' || kind === 'credential_rolled';
  return isMade && outcome !== 'failure' && matchedBy !== 'address' && TOKEN_ID.test(target);
}
