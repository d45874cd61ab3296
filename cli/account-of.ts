import { nearest } from '../config/problem';
import type { AccountSettings, InsightsSyncSettings, Settings } from '../config/settings';
import { UsageError } from './command';

/** The account with this short name. */
export function accountOf(settings: Settings, key: string): AccountSettings {
  const account = settings.accounts.get(key);
  if (account !== undefined) return account;
  const known = [...settings.accounts.keys()];
  const suggestion = nearest(key, known);
  throw new UsageError(
    `no account ${key} in the settings; ${suggestion === undefined ? `known: ${known.join(', ')}` : `did you mean ${suggestion}?`}`,
  );
}

/** The account with this short name, whose insights are mirrored. */
export function syncedAccountOf(
  settings: Settings,
  key: string,
): AccountSettings & { readonly insightsSync: InsightsSyncSettings } {
  const account = accountOf(settings, key);
  const { insightsSync } = account;
  if (insightsSync !== undefined) return { ...account, insightsSync };
  throw new UsageError(
    `the insights of ${key} are not mirrored: add a section insightsSync to the settings, or accounts.${key}.insightsSync: {}`,
  );
}
