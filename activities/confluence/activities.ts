import { cancellationSignal, log } from '@temporalio/activity';
import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import type { ConfluencePages } from './client';
import type { PublishedReport } from './publish-report';
import { publishReport } from './publish-report';
import type { PublishableReport } from './schemas';
import { publishableReport } from './schemas';
import type { ConfluenceSettings } from './settings';

export interface ConfluenceActivitiesDependencies {
  readonly confluence: ConfluencePages;
  readonly settings: Pick<ConfluenceSettings, 'labels'>;
  /**
   * The stored report of an investigation as JSON, of the shape of `PublishableReport`. Read here and not passed on by the
   * workflow: with the whole timeline attached it can be larger than an argument may be.
   */
  readonly readReport: (investigation: string, signal: AbortSignal) => Promise<string>;
}

export interface PublishReportInput {
  /** Public id of the investigation, 24 hex digits. */
  readonly investigation: string;
}

export const createConfluenceActivities = ({ confluence, settings, readReport }: ConfluenceActivitiesDependencies) => ({
  /**
   * Publishes the stored report of an investigation. May be repeated: it ends in one page, which people may edit.
   *
   * @throws ApplicationFailure of any type but `Tampered`, `QuotaExhausted` and `NotSearchable`
   */
  async publishReport({ investigation }: PublishReportInput): Promise<PublishedReport> {
    const signal = cancellationSignal();
    const report = reportIn(await readReport(investigation, signal), investigation);
    const published = await publishReport(report, settings.labels, confluence, signal);
    for (const warning of published.warnings) log.warn('the report lacks something', { investigation, warning });
    return published;
  },
});

export type ConfluenceActivities = ReturnType<typeof createConfluenceActivities>;

function reportIn(text: string, investigation: string): PublishableReport {
  const result = publishableReport.safeParse(parsed(text));
  if (result.success && result.data.investigation === investigation) return result.data;
  throw failure(
    FailureType.UnexpectedAnswer,
    `the stored report of investigation ${investigation} cannot be read`,
    'It was written by another version of Edgewarden: update',
    { provider: 'archive' },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
