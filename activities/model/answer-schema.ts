import { z } from 'zod';
import { VERDICTS } from '../../domain/investigation/verdict-order';

/**
 * Shape of an answer. Lengths and ranges are checked afterwards: sent along they are refused by some providers, and a list of
 * all labels is longer than others accept.
 */
export const answerSchema = z.strictObject({
  narrative: z.string().describe('What happened and why, in plain text.'),
  citations: z.array(z.string()).describe('Labels of events, as the evidence has them.'),
  verdict: z.enum(VERDICTS),
  confidence: z.number().describe('From 0 to 1.'),
  nextStep: z.string().describe('What a person should do now, in plain text.'),
});
