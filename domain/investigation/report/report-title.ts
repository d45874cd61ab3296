import { anomalyKindOf } from './anomaly-kind';

/**
 * Title of a report's page, and its key: titles are unique in a space. The same for every run and every attempt.
 *
 * @param investigation public id of the investigation, 24 hex digits
 */
export function reportTitle(investigation: string, action: string): string {
  return `INV-${investigation.slice(0, 12)} ${anomalyKindOf(action)}`;
}
