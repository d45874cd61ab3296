import type { ReadSourceInput, SourceReading } from '../activities/shared/source-reading';
import { asSentence } from '../domain/as-sentence';
import { FailureType } from '../domain/failure-type';
import type { TimelineSource } from '../domain/investigation/timeline';
import { asRunFailure, failureMessage, failureType, isPassing, isStepFailure } from './activity-failure';
import { actorSources } from './proxies';

/** What came of asking a source: a reading, and the failure behind one that is missing. */
export interface SourceOutcome {
  readonly reading: SourceReading;
  readonly failure?: unknown;
}

/** An investigation to which no source gave anything. */
export interface NothingRead {
  /** What each source said, and what to do. */
  readonly reason: string;
  readonly type: FailureType;
  /** Whether another try may read something. */
  readonly isPassing: boolean;
}

/** Reads both sources at once. One that fails leaves a gap that the report names. */
export function readSources(asked: ReadSourceInput): Promise<SourceOutcome[]> {
  return Promise.all([
    read('cloudflare', () =>
      actorSources.readActorHistory.executeWithOptions({ summary: 'read what the actor did on Cloudflare' }, [asked]),
    ),
    read('datadog', () =>
      actorSources.readActorEvents.executeWithOptions({ summary: 'read what the actor did on Datadog' }, [asked]),
    ),
  ]);
}

/**
 * Tells sources that all failed from sources that had nothing: an empty report would say that the actor did nothing.
 *
 * @returns undefined when something was read, and when no source could be asked: nothing is hidden then
 */
export function nothingRead(outcomes: readonly SourceOutcome[]): NothingRead | undefined {
  const asked = outcomes.filter(({ reading: { state } }) => state !== 'not_configured' && state !== 'not_searchable');
  if (asked.length === 0 || asked.some(({ reading }) => reading.state !== 'missing')) return undefined;
  const types = asked.map(({ failure }) => failureType(failure));
  return {
    type: types.find((type) => type !== undefined) ?? FailureType.Unavailable,
    reason: ['No source could be read', ...asked.flatMap(({ reading }) => reading.note ?? [])]
      .map(asSentence)
      .join(' '),
    isPassing: asked.some(({ failure }) => isPassing(failure)),
  };
}

async function read(source: TimelineSource, step: () => Promise<SourceReading>): Promise<SourceOutcome> {
  try {
    return { reading: await step() };
  } catch (error) {
    if (!isStepFailure(error)) throw asRunFailure(error);
    return {
      reading: { source, state: 'missing', events: 0, staged: null, note: failureMessage(error) },
      failure: error,
    };
  }
}
