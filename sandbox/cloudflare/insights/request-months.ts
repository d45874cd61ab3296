/** Requests to one account's insights in one month. */
export interface MonthCount {
  readonly sent: number;
  /** How many of them came when the month's limit was already used up. */
  readonly excess: number;
}

/** By account id, then by month (`YYYY-MM`, UTC). */
export type RequestMonthsSnapshot = Readonly<Record<string, Readonly<Record<string, MonthCount>>>>;

const NOTHING: MonthCount = { sent: 0, excess: 0 };

/** Counts requests per account and calendar month in UTC. */
export class RequestMonths {
  private accounts = new Map<string, Map<string, MonthCount>>();

  /** Counts one request. @returns whether it was one too many */
  count(accountId: string, atMs: number, limit: number | null): boolean {
    const months = this.accounts.get(accountId) ?? new Map<string, MonthCount>();
    this.accounts.set(accountId, months);
    const month = monthOf(atMs);
    const { sent, excess } = months.get(month) ?? NOTHING;
    const isExcess = limit !== null && sent >= limit;
    months.set(month, { sent: sent + 1, excess: excess + (isExcess ? 1 : 0) });
    return isExcess;
  }

  of(accountId: string, month: string): MonthCount {
    return this.accounts.get(accountId)?.get(month) ?? NOTHING;
  }

  months(accountId: string): Readonly<Record<string, MonthCount>> {
    return Object.fromEntries(this.accounts.get(accountId) ?? []);
  }

  clear(): void {
    this.accounts.clear();
  }

  snapshot(): RequestMonthsSnapshot {
    return Object.fromEntries([...this.accounts].map(([id, months]) => [id, Object.fromEntries(months)]));
  }

  restore(snapshot: RequestMonthsSnapshot): void {
    this.accounts = new Map(Object.entries(snapshot).map(([id, months]) => [id, new Map(Object.entries(months))]));
  }
}

/** Calendar month of a moment in UTC: `YYYY-MM`. */
export const monthOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 7);
