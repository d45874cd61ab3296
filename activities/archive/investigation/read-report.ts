import { FailureType } from '../../../domain/failure-type';
import { failure } from '../../shared/failure';
import type { ArchiveSettings } from '../client';
import type { ArchiveStore } from '../store';
import { createAssessmentStore } from './assessment-store';

/**
 * The stored report of an investigation as JSON, for whoever publishes it.
 *
 * @throws ApplicationFailure `NotFound` when the investigation was never assessed
 */
export function createReadReport(store: ArchiveStore, settings: Pick<ArchiveSettings, 'prefix'>) {
  const assessments = createAssessmentStore(store, settings);
  return async function readReport(investigation: string, signal: AbortSignal): Promise<string> {
    const assessment = await assessments.find(investigation, signal);
    if (assessment !== undefined) return JSON.stringify(assessment.report);
    const remedy = 'Start the investigation again: it is then assessed anew';
    throw failure(FailureType.NotFound, `${assessments.keyOf(investigation)} does not exist`, remedy, {
      provider: 'archive',
    });
  };
}
