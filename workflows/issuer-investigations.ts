import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { isCancellation, ParentClosePolicy, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import type { IssuerInvestigation } from '../activities/cloudflare/issuer-investigation';
import { TOKEN_WATCH_SENDER } from '../domain/investigation/investigation-id';
import { asRunFailure } from './activity-failure';
import { investigationWorkflowId, WORKFLOW_TYPE } from './ids';
import type { investigateAnomaly } from './investigate-anomaly';
import type { TokenWatchRun } from './token-watch-run';
import type { FlaggedEvent } from './token-watch-state';

/** More than these in one run are a flood, and mostly one issuer's: the first of them tell who it is. */
const MAX_INVESTIGATIONS = 10;
/** No sender delivers a token again: an investigation that fails is its own redelivery. */
const RETRY = { initialInterval: '5m', backoffCoefficient: 4, maximumAttempts: 4 } as const;

/** The investigations that a run starts of those who issued flagged credentials. They outlive it, and never fail it. */
export class IssuerInvestigations {
  private started = 0;
  private leftOut = 0;

  constructor(private readonly run: TokenWatchRun) {}

  /** Starts what the settings want started, the most urgent first. What an earlier run has started is left alone. */
  async start(events: readonly FlaggedEvent[]): Promise<void> {
    if (!this.run.investigatesIssuers) return;
    for (const { key, investigate } of events) {
      if (investigate === undefined) continue;
      if (this.started < MAX_INVESTIGATIONS) this.started += (await this.startOne(investigate)) ? 1 : 0;
      else if (!this.run.state.waitsForTicket(key)) this.leftOut += 1;
    }
  }

  /** Says once how many flagged credentials have a ticket and no investigation. */
  noteLeftOut(): void {
    if (this.leftOut === 0) return;
    this.run.state.note(
      `${this.leftOut} flagged credentials start no investigation: one run starts at most ${MAX_INVESTIGATIONS}. Their tickets name the issuers`,
    );
  }

  /** Whether it is new. */
  private async startOne({ investigation, anomaly, ticket }: IssuerInvestigation): Promise<boolean> {
    try {
      await startChild<typeof investigateAnomaly>(WORKFLOW_TYPE.investigateAnomaly, {
        workflowId: investigationWorkflowId(investigation),
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        retry: RETRY,
        staticSummary: 'Investigation of whoever issued a flagged credential',
        args: [{ investigation, sender: TOKEN_WATCH_SENDER, receivedAt: this.run.startedAt, anomaly, ticket }],
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      if (isCancellation(error)) throw asRunFailure(error);
      this.run.state.note(`The investigation ${investigation} of an issuer could not be started`);
      return false;
    }
  }
}
