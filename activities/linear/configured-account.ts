import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';

/** @throws ApplicationFailure `Misconfigured` for a key that the settings do not have */
export function configuredAccount<T>(accounts: ReadonlyMap<string, T>, key: string): T {
  const account = accounts.get(key);
  if (account !== undefined) return account;
  throw failure(
    FailureType.Misconfigured,
    `there is no account "${key}" in the settings`,
    'Add it to the section accounts, or delete its schedules',
    { provider: 'linear' },
  );
}
