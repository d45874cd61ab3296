import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPrompt } from '../../../activities/model/read-prompt';

const FOLDER = join(__dirname, '../../../activities/model/prompts');

/** Every wording there is. Reports name file and hash: a line in here changes only before its first release. */
const PROMPTS: Readonly<Record<string, string>> = {
  'second-opinion-1.md': '0b63be65796334277038c417f277e39a5b0f742db0bfc9cfe32a6af85bf8e2a8',
};

it('a prompt never changes its wording: another wording is another file', () => {
  const files = readdirSync(FOLDER).map((name) => [name, sha256(readFileSync(join(FOLDER, name), 'utf8'))]);
  expect(Object.fromEntries(files)).toEqual(PROMPTS);
});

it('the version that reports name is file and hash', () => {
  const [[name, hash] = ['', '']] = Object.entries(PROMPTS).slice(-1);
  expect(readPrompt(undefined).version).toBe(`${name.replace('.md', '')} (sha256 ${hash.slice(0, 12)})`);
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
