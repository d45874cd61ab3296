import { valueAt, type Json } from '../../json';
import { DEFAULT_INSIGHT_API, type InsightApi, type InsightSource } from './insight-api';
import { InsightList } from './insight-list';
import { RequestMonths } from './request-months';

/** Security Center of one account. */
export interface AccountInsights {
  api: InsightApi;
  readonly list: InsightList;
  /** Set in volume mode: answers instead of the list. */
  made: InsightSource | undefined;
}

/** Insights of every account, how they are answered, and how often they were asked for. */
export class InsightsState {
  readonly months = new RequestMonths();
  private readonly accounts = new Map<string, AccountInsights>();

  /** Forgets the insights and how they are answered; not how often they were asked for. */
  clear(): void {
    this.accounts.clear();
  }

  /** An account that nobody told about has no insights. */
  of(accountId: string): AccountInsights {
    const known = this.accounts.get(accountId);
    if (known !== undefined) return known;
    const account: AccountInsights = {
      api: DEFAULT_INSIGHT_API,
      list: new InsightList(() => account.api),
      made: undefined,
    };
    this.accounts.set(accountId, account);
    return account;
  }

  all(): AccountInsights[] {
    return [...this.accounts.values()];
  }

  configure(accountId: string, change: Partial<InsightApi>): void {
    const account = this.of(accountId);
    account.api = { ...account.api, ...change };
  }

  /** @throws Error when no account has this insight */
  set(id: string, patch: Json | null): void {
    const { list } = this.holderOf(id);
    if (patch === null) list.remove(id);
    else list.change(id, (insight) => ({ ...insight, ...patch }));
  }

  /** Shows an insight again that had vanished. @throws Error when none has */
  putBack(id: string): void {
    if (!this.all().some(({ list }) => list.putBack(id))) throw new Error(`no insight ${id} has vanished`);
  }

  /** A scan of one account, or of all: newer than the scan before. */
  scan(nowMs: number, accountId?: string): void {
    const accounts = accountId === undefined ? this.all() : [this.of(accountId)];
    for (const { list } of accounts) {
      const newest = list.all().reduce<number>((latest, insight) => {
        const stampMs = Date.parse(String(valueAt(insight, 'timestamp')));
        return stampMs > latest ? stampMs : latest;
      }, 0);
      list.stamp(new Date(Math.max(nowMs, newest + 1_000)).toISOString());
    }
  }

  private holderOf(id: string): AccountInsights {
    const holder = this.all().find(({ list }) => list.has(id));
    if (holder === undefined) throw new Error(`no insight ${id}`);
    return holder;
  }
}
