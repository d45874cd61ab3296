/** Words of ours with their full stop: failures end without one, and another sentence may follow. */
export function asSentence(words: string): string {
  return words.endsWith('.') ? words : `${words}.`;
}
