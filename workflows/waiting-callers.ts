import { allHandlersFinished, CancellationScope, condition, defineUpdate, setHandler } from '@temporalio/workflow';
import type { AwaitReportAnswer } from './contracts';
import { INVESTIGATION_UPDATE } from './ids';

const awaitReport = defineUpdate<AwaitReportAnswer>(INVESTIGATION_UPDATE.awaitReport);

/** Callers that wait for an investigation's report: each gets the next answer that there is, from a run that is cancelled too. */
export class WaitingCallers {
  private answer: AwaitReportAnswer | undefined;
  private waiting = 0;

  constructor() {
    setHandler(awaitReport, () => CancellationScope.nonCancellable(() => this.nextAnswer()));
  }

  /** Tells all that wait now. Who calls later waits for the next answer. */
  async tell(answer: AwaitReportAnswer): Promise<void> {
    this.answer = answer;
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    this.answer = undefined;
  }

  /** Returns when somebody waits, or when the time is over. */
  async someone(withinMs: number): Promise<void> {
    await condition(() => this.waiting > 0, withinMs);
  }

  private async nextAnswer(): Promise<AwaitReportAnswer> {
    this.waiting += 1;
    await condition(() => this.answer !== undefined);
    this.waiting -= 1;
    return this.answer ?? { outcome: 'failed', reason: 'The investigation ended without an answer.' };
  }
}
