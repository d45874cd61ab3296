import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { Json } from '../../sandbox/json';
import type { Control } from '../../sandbox/control';
import type { TokenWatchResult } from '../../workflows/contracts';
import { addToken, HARMLESS, minutesBefore, tokenEvent, tokenId, WRITES } from './audit-records';
import { StoreProxy } from './store-proxy';
import { TokenWatchRig } from './token-watch-rig';
import type { RigOptions } from './worker-rig';

/** Older than any overlap: a watermark that moved past it would never come back to it. */
const LONG_BEFORE_MINUTES = 600;

export interface EventOptions {
  /** ISO 8601 UTC; default ten hours ago. */
  readonly time?: string;
  readonly policies?: unknown;
  readonly request?: Json;
  /** Laid over what Cloudflare answers about the token. */
  readonly body?: Json;
}

/** A rig with faults on every side: of the providers by the sandbox, of the store by a proxy. */
export class FaultyRig {
  private tokens = 0;

  private constructor(
    readonly rig: TokenWatchRig,
    readonly store: StoreProxy,
  ) {}

  static async start(options: RigOptions = {}): Promise<FaultyRig> {
    const store = await StoreProxy.start();
    return new FaultyRig(await TokenWatchRig.start({ storeEndpoint: store.endpoint, ...options }), store);
  }

  get control(): Control {
    return this.rig.sandbox.control;
  }

  /** A new token that writes, and the event of its making. Returns the token's id. */
  flagged(name: string, { time = longBefore(), policies = WRITES, body, request }: EventOptions = {}): string {
    const token = tokenId(this.tokens++);
    addToken(this.rig.sandbox, this.rig.accountId, token, policies, body);
    const sent = request === undefined ? {} : { request };
    this.control.addEvent(tokenEvent({ accountId: this.rig.accountId, id: name, token, time, ...sent }));
    return token;
  }

  /** A new token that nobody needs to look at. */
  harmless(name: string, options: EventOptions = {}): string {
    return this.flagged(name, { policies: HARMLESS, ...options });
  }

  /** A later change of a token. */
  changed(name: string, token: string, time = longBefore()): void {
    this.control.addEvent(tokenEvent({ accountId: this.rig.accountId, id: name, token, time, action: 'update' }));
  }

  watch(): Promise<TokenWatchResult> {
    return this.rig.watch();
  }

  /** A look that fails, and the failure of the activity that ended it. */
  async failedWatch(): Promise<ApplicationFailure> {
    const error: unknown = await this.rig.watch().then(
      () => undefined,
      (failure: unknown) => failure,
    );
    const activity = error instanceof WorkflowFailedError ? error.cause : undefined;
    if (activity instanceof ActivityFailure && activity.cause instanceof ApplicationFailure) return activity.cause;
    throw new Error('the run did not fail in an activity', { cause: error });
  }

  /** Names of the events that have an object of this family, in order, each as often as it has one. */
  async eventsIn(family: 'audit' | 'judged' | 'assessed'): Promise<string[]> {
    const keys = await this.rig.keys(`${family}/`);
    return keys.map((key) => /_([^/]+)\.json$/.exec(key)?.[1] ?? key).sort();
  }

  /** Token ids that have a ticket, in order, each as often as it has one. */
  ticketed(): string[] {
    return this.control
      .issues()
      .map(({ description }) => /`([0-9a-f]{32})`/.exec(tokenRow(description))?.[1] ?? '?')
      .sort();
  }

  clearFaults(): void {
    this.control.clearFaults();
    this.store.clearFaults();
  }

  async close(): Promise<void> {
    await this.rig.close();
    await this.store.close();
  }
}

function longBefore(): string {
  return minutesBefore(Date.now(), LONG_BEFORE_MINUTES);
}

function tokenRow(description: string): string {
  return description.split('\n').find((line) => line.startsWith('| Id |')) ?? '';
}
