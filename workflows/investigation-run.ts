import {
  ApplicationFailure,
  defineQuery,
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
import { modelUnavailable } from '../domain/investigation/model-answer-check';
import type { ModelOpinion } from '../domain/investigation/model-opinion';
import { investigationWindow } from '../domain/investigation/investigation-window';
import { asRunFailure, failureMessage, failureType, isStepFailure, runFailure } from './activity-failure';
import type { InvestigationInput, InvestigationResult, InvestigationView } from './contracts';
import { INVESTIGATION_QUERY, SEARCH_ATTRIBUTE } from './ids';
import { investigationDetails } from './investigation-details';
import { actorKeys, confluence, investigationRecords, model, ticketComments } from './proxies';
import { nothingRead, readSources } from './source-readings';
import { WaitingCallers } from './waiting-callers';

const investigationQuery = defineQuery<InvestigationView>(INVESTIGATION_QUERY);

/** Pauses between the tries to read anything at all. Whoever was told "accepted" does not ask again. */
const GATHERING_PAUSES_MS = [1, 5, 15, 40].map((minutes) => minutes * 60_000);

type ReadWindow = ReturnType<typeof investigationWindow>;

/** What was gathered, and where it is kept. */
interface Gathered {
  readonly window: ReadWindow;
  readonly readings: readonly SourceReading[];
  readonly evidence: EvidenceReference;
}

/** One investigation: its steps, what they have brought so far, and how it shows itself to people and waiting senders. */
export class InvestigationRun {
  private readonly startedAt = workflowInfo().startTime.toISOString();
  private readonly callers = new WaitingCallers();
  /** What this run reads; null where an earlier one has read it all. */
  private window: ReadWindow | null = null;
  private view: InvestigationView = {
    state: 'gathering',
    verdict: null,
    confidence: null,
    report: null,
    missing: [],
    failure: null,
  };

  constructor(private readonly input: InvestigationInput) {
    setHandler(investigationQuery, () => this.view);
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

  /**
   * Reads what the actor did. When every source fails, nothing is published: whoever waits is told at once, and the run tries
   * again by itself, after a pause that the next caller ends.
   */
  async gather(): Promise<Gathered> {
    const { investigation, anomaly } = this.input;
    for (let tries = 0; ; tries += 1) {
      // Each try reads up to its own time.
      const window = investigationWindow(anomaly.timestamp, new Date().toISOString());
      this.window = window;
      this.show({ failure: null });
      const outcomes = await readSources({ investigation, anomaly, window });
      const nothing = nothingRead(outcomes);
      if (nothing === undefined) {
        const readings = outcomes.map(({ reading }) => reading);
        return { window, readings, evidence: await this.keep(window, readings) };
      }
      const { reason, type, isPassing } = nothing;
      if (!isPassing) throw ApplicationFailure.create({ message: reason, type });
      const pauseMs = GATHERING_PAUSES_MS[tries];
      if (pauseMs === undefined) throw ApplicationFailure.create({ message: `${reason} That was the last try.`, type });
      await this.pause(reason, pauseMs);
    }
  }

  private async pause(why: string, pauseMs: number): Promise<void> {
    const next = new Date(Date.now() + pauseMs).toISOString();
    const reason = `${why} It is tried again at ${next}.`;
    this.show({ failure: reason });
    log.warn('investigation waits', {
      investigation: this.input.investigation,
      sender: this.input.sender,
      next,
    });
    await this.callers.tell({ outcome: 'failed', reason });
    await this.callers.someone(pauseMs);
  }

  private keep(window: ReadWindow, readings: readonly SourceReading[]): Promise<EvidenceReference> {
    const { investigation, anomaly } = this.input;
    // A source that was read whole may have a note too, and nothing is missing then.
    const gaps = readings.filter(({ state }) => state !== 'complete' && state !== 'not_configured');
    this.show({ missing: gaps.flatMap(({ note }) => (note === null ? [] : [note])) });
    return investigationRecords.storeEvidence.executeWithOptions({ summary: 'keep the evidence' }, [
      { investigation, anomaly, window, readings },
    ]);
  }

  async assess({ window, readings, evidence }: Gathered): Promise<StoredAssessment> {
    this.show({ state: 'assessing' });
    const { investigation, anomaly, sender } = this.input;
    const sources = readings.map(({ source, state, events, note }) => ({ source, state, events, note }));
    const opinion = await this.askModel({ investigation, anomaly, evidence, sources });
    return investigationRecords.assessAnomaly.executeWithOptions({ summary: `assess ${evidence.events} events` }, [
      { investigation, anomaly, sender, window, sources, evidence, opinion },
    ]);
  }

  /** What keeps the model from being asked keeps nothing from being judged. */
  private async askModel(question: AskModelInput): Promise<ModelOpinion | null> {
    try {
      return await model.askModel.executeWithOptions({ summary: 'ask the model, if there is one' }, [question]);
    } catch (error) {
      if (!isStepFailure(error)) throw asRunFailure(error);
      return modelUnavailable(
        'the step that asks it ended early: its worker stopped, or the evidence could not be read',
      );
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
    await this.callers.tell({ outcome: 'published', result });
    return result;
  }

  /** Whoever waits learns why, in the words that stand in the run's own failure: what a run throws does not reach its callers. */
  async fail(error: unknown): Promise<unknown> {
    const failure = runFailure(error);
    const reason = failureMessage(failure);
    this.show({ state: 'failed', failure: reason });
    log.warn('investigation failed', {
      investigation: this.input.investigation,
      sender: this.input.sender,
      type: failureType(failure),
    });
    await this.callers.tell({ outcome: 'failed', reason });
    return failure;
  }

  private show(changed: Partial<InvestigationView>): void {
    this.view = { ...this.view, ...changed };
    setCurrentDetails(investigationDetails(this.view, this.window));
  }
}
