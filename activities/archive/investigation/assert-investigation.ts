import { FailureType } from '../../../domain/failure-type';
import { failure } from '../../shared/failure';

/** Ids stand in keys. @throws ApplicationFailure `Refused` for anything but 24 hex digits */
export function assertInvestigation(id: string): void {
  if (/^[0-9a-f]{24}$/.test(id)) return;
  throw failure(FailureType.Refused, 'this is no id of an investigation', 'Report this as a bug', {
    provider: 'archive',
  });
}
