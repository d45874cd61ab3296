import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  AwaitReportAnswer,
  InvestigationInput,
  InvestigationResult,
  InvestigationView,
} from '../../../workflows/contracts';
import { INVESTIGATION_QUERY, INVESTIGATION_UPDATE, SEARCH_ATTRIBUTE } from '../../../workflows/ids';

const REASON = 'Confluence has no space SEC: create it, or correct confluence.spaceKey.';

/**
 * Stands in for the real workflow, as far as the API can see it. The action `publish` ends with a report at once, `fail`
 * without one, `crash` without answering anybody, `nothing` with a result that no investigation has; every other one waits for the
 * signal `end`.
 */
export async function investigateAnomaly({ investigation, anomaly }: InvestigationInput): Promise<InvestigationResult> {
  let end: 'published' | 'failed' | undefined;
  let answer = undefined as AwaitReportAnswer | undefined;
  setHandler(defineSignal<['published' | 'failed']>('end'), (how) => void (end = how));
  setHandler(defineUpdate<AwaitReportAnswer>(INVESTIGATION_UPDATE.awaitReport), async () => {
    await condition(() => answer !== undefined);
    return answer!;
  });
  let view: InvestigationView = {
    state: 'gathering',
    verdict: null,
    confidence: null,
    report: null,
    missing: [],
    failure: null,
  };
  setHandler(defineQuery<InvestigationView>(INVESTIGATION_QUERY), () => view);

  if (anomaly.action === 'nothing') return undefined as never;
  if (anomaly.action === 'crash') throw ApplicationFailure.nonRetryable(REASON, 'Misconfigured');
  if (anomaly.action === 'publish') end = 'published';
  if (anomaly.action === 'fail') end = 'failed';
  await condition(() => end !== undefined);
  view = {
    ...view,
    state: 'publishing',
    verdict: 'likely_malicious',
    confidence: 0.87,
    missing: ['Datadog did not answer.'],
  };
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTE.verdict, value: 'likely_malicious' }]);
  const startedAt = workflowInfo().startTime.toISOString();
  const result: InvestigationResult = {
    verdict: 'likely_malicious',
    confidence: 0.87,
    report: `https://wiki.example.com/pages/${investigation}`,
    pageId: '98411',
    state: 'published',
    raisedByModel: false,
    missing: ['Datadog did not answer.'],
    evidence: { key: `evidence/investigation=${investigation}/0.json.gz`, sha256: '0'.repeat(64) },
    startedAt,
    finishedAt: startedAt,
  };
  answer = end === 'failed' ? { outcome: 'failed', reason: REASON } : { outcome: 'published', result };
  await condition(allHandlersFinished);
  if (end === 'failed') throw ApplicationFailure.nonRetryable(REASON, 'Misconfigured');
  return result;
}
