import { setTimeout as sleep } from 'node:timers/promises';
import { Context, log } from '@temporalio/activity';
import type { LanguageModel } from 'ai';
import type { ModelSettings } from '../../config/settings';
import type { Anomaly } from '../../domain/investigation/anomaly';
import { checkModelAnswer, modelUnavailable, type CheckedAnswer } from '../../domain/investigation/model-answer-check';
import type { ModelOpinion } from '../../domain/investigation/model-opinion';
import type { SourceFacts } from '../../domain/investigation/report/report-facts';
import type { SourceState } from '../../domain/investigation/source-state';
import type { TimelineEvent, TimelineSource } from '../../domain/investigation/timeline';
import { assessTimeline } from '../../domain/investigation/verdict';
import { scrub } from '../../domain/scrub';
import type { EvidenceReader, EvidenceReference } from '../shared/evidence-reader';
import { callModel, type ModelReply } from './call-model';
import { BLANK_MARK, evidenceText } from './evidence-text';
import { instructionsFor } from './instructions';
import { createModel } from './model-registry';
import { readPrompt, type ModelPrompt } from './read-prompt';
import { createTokenBudget, type TokenBudget } from './token-budget';

export interface AskModelDeps {
  readonly model: ModelSettings;
  readonly evidence: EvidenceReader;
}

export interface AskModelInput {
  /** Public id of the investigation, 24 hex digits. */
  readonly investigation: string;
  readonly anomaly: Anomaly;
  /** What became of each source; one that is not named could not be read. */
  readonly sources: readonly SourceFacts[];
  readonly evidence: EvidenceReference;
}

/** The first call, and one more that says what was wrong. */
const CALLS = 2;

const BUDGET_SPENT = 'model.tokensPerDay is spent until midnight UTC';
/** UTF-8 bytes: ids, addresses and marked blanks take more tokens than prose does. */
const BYTES_PER_TOKEN = 2;

interface Expert {
  readonly model: Exclude<LanguageModel, string>;
  readonly prompt: ModelPrompt;
  readonly settings: ModelSettings;
  readonly budget: TokenBudget;
}

/** A language model's second opinion on investigations. */
export function createAskModel({ model: settings, evidence: reader }: AskModelDeps) {
  const expert: Expert = {
    model: createModel(settings),
    prompt: readPrompt(settings.prompt),
    settings,
    budget: createTokenBudget(settings.tokensPerDay),
  };

  /**
   * Shows the evidence to the model and holds its answer against it. Whatever the model does wrong ends in an opinion that is
   * `unavailable` and says why. Changes nothing, so it may be repeated; every repetition costs tokens.
   *
   * @throws ApplicationFailure when the evidence is not what was stored, or of the store
   */
  return async function askModel(input: AskModelInput): Promise<ModelOpinion> {
    const { cancellationSignal: signal } = Context.current();
    const timeline = await reader.read(input.evidence, signal);
    const opinion = await opinionOf(expert, input, timeline, signal);
    const { status, reason, raised, inputTokens, outputTokens } = opinion;
    log.info('asked the model', {
      investigation: input.investigation,
      ...{ model: opinion.model, status, reason, raised, inputTokens, outputTokens },
    });
    return opinion;
  };
}

async function opinionOf(
  { model, prompt, settings, budget }: Expert,
  { anomaly, sources }: AskModelInput,
  timeline: readonly TimelineEvent[],
  signal: AbortSignal,
): Promise<ModelOpinion> {
  const { provider, name, maxTokens, timeoutMs } = settings;
  const about = { model: `${provider}:${name}`, promptVersion: prompt.version };
  if (timeline.length === 0)
    return modelUnavailable('there is nothing that it could have read', { ...about, ...spent([]) });

  const assessment = assessTimeline({ anomalyTime: anomaly.timestamp, events: timeline, sources: statesOf(sources) });
  const evidence = evidenceText(anomaly, timeline, assessment);
  const replies: ModelReply[] = [];
  let problems: readonly string[] = [];
  let reason = '';
  while (replies.length < CALLS) {
    const instructions = instructionsFor({ prompt: prompt.text, evidence, assessment, timeline, problems });
    const read = Math.ceil(Buffer.byteLength(instructions + evidence.text) / BYTES_PER_TOKEN);
    const settle = budget.reserve(read + maxTokens);
    if (settle === undefined) {
      reason = reason === '' ? BUDGET_SPENT : `${reason}; ${BUDGET_SPENT}`;
      break;
    }
    const reply = await callModel({
      model,
      name,
      maxTokens,
      timeoutMs,
      signal,
      instructions,
      evidence: evidence.text,
    });
    if (reply.inputTokens !== null && reply.outputTokens !== null) settle(reply.inputTokens + reply.outputTokens);
    replies.push(reply);
    if (reply.fault === undefined) {
      const checked = checkModelAnswer(unmarked(reply.answer), { rules: assessment.verdict, shown: evidence.shown });
      if (checked.answer !== undefined) {
        const by = { model: modelWords(about.model, name, reply.answeredBy), promptVersion: prompt.version };
        return { status: 'used', reason: null, ...scrubbed(checked.answer), ...by, ...spent(replies) };
      }
      ({ problems } = checked);
      reason = `the answer did not pass the checks: ${problems.join(' ')}`;
    } else {
      const { againAfterMs, problem } = reply.fault;
      ({ reason } = reply.fault);
      if (againAfterMs === undefined) break;
      problems = problem === undefined ? [] : [problem];
      if (replies.length < CALLS && againAfterMs > 0) await pause(againAfterMs, signal);
    }
  }
  return modelUnavailable(replies.length < CALLS ? reason : `asked twice; ${reason}`, { ...about, ...spent(replies) });
}

/** @throws the reason of `signal` when the caller gives up meanwhile */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

/** The mark stands for a blank in both directions. */
function unmarked<T extends { readonly narrative: string; readonly nextStep: string }>(answer: T): T {
  const plain = (text: string): string => text.replaceAll(BLANK_MARK, ' ');
  return { ...answer, narrative: plain(answer.narrative), nextStep: plain(answer.nextStep) };
}

/** What it was shown is clean of secrets; what it makes up is not ours to vouch for. */
function scrubbed(answer: CheckedAnswer): CheckedAnswer {
  const { narrative, nextStep } = answer;
  return { ...answer, ...(scrub({ narrative, nextStep }) as Pick<CheckedAnswer, 'narrative' | 'nextStep'>) };
}

function modelWords(asked: string, name: string, answeredBy: string): string {
  return answeredBy === name ? asked : `${asked} (${answeredBy})`;
}

function spent(replies: readonly ModelReply[]): Pick<ModelOpinion, 'inputTokens' | 'outputTokens'> {
  const sum = (counts: readonly (number | null)[]): number | null => {
    const known = counts.filter((count) => count !== null);
    return known.length === 0 && counts.length > 0 ? null : known.reduce((total, count) => total + count, 0);
  };
  return {
    inputTokens: sum(replies.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(replies.map(({ outputTokens }) => outputTokens)),
  };
}

function statesOf(sources: readonly SourceFacts[]): Readonly<Record<TimelineSource, SourceState>> {
  const stateOf = (source: TimelineSource): SourceState =>
    sources.find((facts) => facts.source === source)?.state ?? 'missing';
  return { cloudflare: stateOf('cloudflare'), datadog: stateOf('datadog') };
}
