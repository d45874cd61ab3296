import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { EvidenceReference } from '../activities/shared/evidence-reader';
import type { SourceReading } from '../activities/shared/source-reading';
import type { StoredAssessment } from '../activities/archive/investigation/assessment-store';
import type { AskModelInput } from '../activities/model/ask-model';
import type { PublishedReport } from '../activities/confluence/publish-report';
import { FailureType } from '../domain/failure-type';
import { modelUnavailable } from '../domain/investigation/model-answer-check';
import type { ModelOpinion } from '../domain/investigation/model-opinion';
import type { TimelineSource } from '../domain/investigation/timeline';
import { investigationWindow } from '../domain/investigation/investigation-window';
import { asRunFailure, failureMessage, failureType, isStepFailure } from './activity-failure';
import type { AwaitReportAnswer, InvestigationInput, InvestigationResult, InvestigationView } from './contracts';
import { INVESTIGATION_QUERY, INVESTIGATION_UPDATE, SEARCH_ATTRIBUTE } from './ids';
import { investigationDetails } from './investigation-details';
import { actorKeys, actorSources, confluence, investigationRecords, model, ticketComments } from './proxies';

const investigationQuery = defineQuery<InvestigationView>(INVESTIGATION_QUERY);
const awaitReport = defineUpdate<AwaitReportAnswer>(INVESTIGATION_UPDATE.awaitReport);

/** What was gathered, and where it is kept. */
interface Gathered {
  readonly readings: readonly SourceReading[];
  readonly evidence: EvidenceReference;
}

/** Failures that another try may mend: when every source fails so, the sender's next delivery is that try. */
const PASSING: ReadonlySet<string | undefined> = new Set([FailureType.Unavailable, FailureType.RateLimited, undefined]);

/** One investigation: its steps, what they have brought so far, and how it shows itself to people and waiting senders. */
export class InvestigationRun {
  private readonly startedAt = workflowInfo().startTime.toISOString();
  private readonly window: ReturnType<typeof investigationWindow>;
  private view: InvestigationView = {
    state: 'gathering',
    verdict: null,
    confidence: null,
    report: null,
    missing: [],
    failure: null,
  };
  private answer: AwaitReportAnswer | undefined;

  constructor(private readonly input: InvestigationInput) {
    this.window = investigationWindow(input.anomaly.timestamp, this.startedAt);
    setHandler(investigationQuery, () => this.view);
    setHandler(awaitReport, async (): Promise<AwaitReportAnswer> => {
      await condition(() => this.answer !== undefined);
      return this.answer ?? { outcome: 'failed', reason: 'the investigation ended without an answer' };
    });
    this.show({});
  }

  /** What an earlier run of this investigation has concluded; it only remains to be published. */
  async findAssessment(): Promise<StoredAssessment | null> {
    const { investigation, anomaly } = this.input;
    const [found, actorKey] = await Promise.all([
      investigationRecords.findAssessment.executeWithOptions({ summary: 'look for an earlier assessment' }, [
        { investigation },
      ]),
      actorKeys.actorKeyOf.executeWithOptions({ summary: 'name the actor without telling who it is' }, [
        { actor: anomaly.actor },
      ]),
    ]);
    if (actorKey !== null) upsertSearchAttributes([{ key: SEARCH_ATTRIBUTE.actorKey, value: actorKey }]);
    return found;
  }

  /** Reads both sources at once. One that fails leaves a gap that the report names. */
  async gather(): Promise<Gathered> {
    const { investigation, anomaly } = this.input;
    const asked = { investigation, anomaly, window: this.window };
    const outcomes = await Promise.all([
      this.read('cloudflare', () =>
        actorSources.readActorHistory.executeWithOptions({ summary: 'read what the actor did on Cloudflare' }, [asked]),
      ),
      this.read('datadog', () =>
        actorSources.readActorEvents.executeWithOptions({ summary: 'read what the actor did on Datadog' }, [asked]),
      ),
    ]);
    const configured = outcomes.filter(({ reading }) => reading.state !== 'not_configured');
    const failures = configured.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
    if (failures.length === configured.length && failures.every((error) => PASSING.has(failureType(error))))
      throw asRunFailure(failures[0] ?? new Error('no source is configured'));

    const readings = outcomes.map(({ reading }) => reading);
    // A source that was read whole may have a note too, and nothing is missing then.
    const gaps = readings.filter(({ state }) => state !== 'complete' && state !== 'not_configured');
    this.show({ missing: gaps.flatMap(({ note }) => (note === null ? [] : [note])) });
    const evidence = await investigationRecords.storeEvidence.executeWithOptions({ summary: 'keep the evidence' }, [
      { ...asked, readings },
    ]);
    return { readings, evidence };
  }

  async assess({ readings, evidence }: Gathered): Promise<StoredAssessment> {
    this.show({ state: 'assessing' });
    const { investigation, anomaly, sender } = this.input;
    const sources = readings.map(({ source, state, events, note }) => ({ source, state, events, note }));
    const opinion = await this.askModel({ investigation, anomaly, evidence, sources });
    return investigationRecords.assessAnomaly.executeWithOptions({ summary: `assess ${evidence.events} events` }, [
      { investigation, anomaly, sender, window: this.window, sources, evidence, opinion },
    ]);
  }

  /** What keeps the model from being asked keeps nothing from being judged. */
  private async askModel(question: AskModelInput): Promise<ModelOpinion | null> {
    try {
      return await model.askModel.executeWithOptions({ summary: 'ask the model, if there is one' }, [question]);
    } catch (error) {
      if (!isStepFailure(error)) throw asRunFailure(error);
      return modelUnavailable('The model was not asked: the step failed.');
    }
  }

  async publish(assessment: StoredAssessment): Promise<InvestigationResult> {
    const { verdict, confidence, raisedByModel, evidence } = assessment;
    // What this run has met says why and what to do; an earlier run's assessment only says that something was missing.
    const missing = [...new Set([...assessment.missing, ...this.view.missing])];
    this.show({ state: 'publishing', verdict, confidence, missing });
    upsertSearchAttributes([{ key: SEARCH_ATTRIBUTE.verdict, value: verdict }]);
    const published: PublishedReport = await confluence.publishReport.executeWithOptions(
      { summary: 'publish the report' },
      [{ investigation: this.input.investigation }],
    );
    return {
      verdict,
      confidence,
      report: published.url,
      pageId: published.pageId,
      state: 'published',
      raisedByModel,
      missing: [...missing, ...published.warnings],
      evidence: { key: evidence.key, sha256: evidence.sha256 },
      startedAt: this.startedAt,
      finishedAt: new Date().toISOString(),
    };
  }

  /** Tells the review ticket that the run belongs to, if there is one. A report without its link there is a report all the same. */
  async tellTicket(result: InvestigationResult): Promise<InvestigationResult> {
    const { ticket } = this.input;
    if (ticket === undefined) return result;
    const { report, verdict, confidence, missing } = result;
    this.show({ state: 'published', report, missing });
    try {
      await ticketComments.commentInvestigation.executeWithOptions({ summary: 'put the link on the ticket' }, [
        { ticket, report, verdict, confidence },
      ]);
      return result;
    } catch (error) {
      if (!isStepFailure(error)) throw asRunFailure(error);
      return { ...result, missing: [...missing, `The ticket was not told of this report. ${failureMessage(error)}`] };
    }
  }

  async end(result: InvestigationResult): Promise<InvestigationResult> {
    this.show({ state: 'published', report: result.report, missing: result.missing });
    log.info('investigation published', {
      investigation: this.input.investigation,
      sender: this.input.sender,
      verdict: result.verdict,
      confidence: result.confidence,
      pageId: result.pageId,
    });
    await this.answerAll({ outcome: 'published', result });
    return result;
  }

  /** Whoever waits learns why: what the run itself throws does not reach them. */
  async fail(error: unknown): Promise<unknown> {
    const reason = failureMessage(error);
    this.show({ state: 'failed', failure: reason });
    log.warn('investigation failed', {
      investigation: this.input.investigation,
      sender: this.input.sender,
      type: failureType(error),
    });
    // A run that is cancelled owes its callers an answer too.
    await CancellationScope.nonCancellable(() => this.answerAll({ outcome: 'failed', reason }));
    return asRunFailure(error);
  }

  private async answerAll(answer: AwaitReportAnswer): Promise<void> {
    this.answer = answer;
    await condition(allHandlersFinished);
  }

  private async read(
    source: TimelineSource,
    step: () => Promise<SourceReading>,
  ): Promise<{ readonly reading: SourceReading; readonly failure?: unknown }> {
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

  private show(changed: Partial<InvestigationView>): void {
    this.view = { ...this.view, ...changed };
    setCurrentDetails(investigationDetails(this.view, this.window));
  }
}
