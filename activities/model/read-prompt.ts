import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelSettings } from '../../config/settings';
import { sha256Hex } from '../shared/hashing';

export interface ModelPrompt {
  readonly text: string;
  /** Name of the prompt's file and the beginning of its hash: tells a changed file from the one before. */
  readonly version: string;
}

/** Ours. A change of wording is a new file under a new number, so that reports of different wordings can be told apart. */
const PROMPT = 'second-opinion-1';

/** The team's own prompt, or ours. */
export function readPrompt(own: ModelSettings['prompt']): ModelPrompt {
  const name = own?.fileName ?? PROMPT;
  const text = own?.text ?? readFileSync(join(__dirname, 'prompts', `${PROMPT}.md`), 'utf8');
  return { text: text.trim(), version: `${name} (sha256 ${sha256Hex(text).slice(0, 12)})` };
}
