import { generateText, type LanguageModel, Output } from 'ai';
import type { ModelAnswer } from '../../domain/investigation/model-answer-check';
import { answerSchema } from './answer-schema';
import { cutOff, modelFault, type ModelFault } from './model-fault';

export interface ModelCall {
  readonly model: Exclude<LanguageModel, string>;
  /** As the settings name it. */
  readonly name: string;
  /** Ours alone. */
  readonly instructions: string;
  /** The evidence alone. */
  readonly evidence: string;
  readonly maxTokens: number;
  /** Bounds the whole exchange. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What one call cost; null where the provider does not say. */
interface Tokens {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

export type ModelReply = Tokens &
  (
    | { readonly answer: ModelAnswer; readonly answeredBy: string; readonly fault?: never }
    | { readonly answer?: never; readonly answeredBy?: never; readonly fault: ModelFault }
  );

const NO_TOKENS: Tokens = { inputTokens: null, outputTokens: null };

/**
 * One call of a model: no tools, no retry, no telemetry.
 *
 * @throws the reason of `signal` when the caller gave up, nothing else
 */
export async function callModel(call: ModelCall): Promise<ModelReply> {
  const { model, name, instructions, evidence, maxTokens, timeoutMs, signal } = call;
  signal.throwIfAborted();
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  let tokens = NO_TOKENS;
  try {
    const result = await generateText({
      model,
      instructions,
      prompt: evidence,
      output: Output.object({ schema: answerSchema, name: 'opinion' }),
      maxRetries: 0,
      temperature: 0,
      maxOutputTokens: maxTokens,
      abortSignal: AbortSignal.any([signal, timeout.signal]),
      telemetry: { isEnabled: false }, // it records prompts as soon as any integration is registered
      providerOptions: { openai: { store: false } },
    });
    tokens = tokensOf(result.usage);
    if (result.finishReason === 'length') return { fault: cutOff(), ...tokens };
    const answer = result.output; // throws when there is none
    if (result.finishReason !== 'stop') return { fault: { reason: 'the model did not end its answer' }, ...tokens };
    const answeredBy = result.finalStep.response.modelId;
    if (!isSameModel(name, answeredBy))
      return { fault: { reason: 'another model answered than model.use names' }, ...tokens };
    return { answer, answeredBy, ...tokens };
  } catch (error) {
    signal.throwIfAborted();
    const fault: ModelFault = timeout.signal.aborted
      ? { reason: `there was no whole answer within ${timeoutMs} ms`, againAfterMs: 0 }
      : modelFault(error);
    if (fault.isFree === true) return { fault, inputTokens: 0, outputTokens: 0 };
    return { fault, ...(tokens === NO_TOKENS ? tokensOf((error as { usage?: unknown } | null)?.usage) : tokens) };
  } finally {
    clearTimeout(timer);
  }
}

/** A date or a number of a version. Anything else behind a name is another model, or text of a stranger's. */
const VERSION = /^[-:@](?:latest|\d{3,8}|\d{4}-\d{2}-\d{2}|v\d{1,3}(?:[.:]\d{1,3})?)$/;

/** Providers answer with the dated name of what a short name stands for. */
function isSameModel(asked: string, answered: string): boolean {
  const short = asked.replace(/[:-]latest$/, '').toLowerCase();
  const full = answered.toLowerCase();
  return full === short || (full.startsWith(short) && VERSION.test(full.slice(short.length)));
}

function tokensOf(usage: unknown): Tokens {
  const { inputTokens, outputTokens } = (usage ?? {}) as Readonly<Record<string, unknown>>;
  return { inputTokens: countOf(inputTokens), outputTokens: countOf(outputTokens) };
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
