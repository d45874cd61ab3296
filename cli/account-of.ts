import { nearest } from '../config/problem';
import type { AccountSettings, Settings } from '../config/settings';
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
