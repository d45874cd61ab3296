import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DIRECTIONS, type Direction, type Family, type IndicatorRule } from '../domain/investigation/indicator';
import { MIN_HISTORY, SITTING_MS, SUSPECT_MS, WINDOW_MS } from '../domain/investigation/indicator-context';
import { INDICATOR_RULES } from '../domain/investigation/indicator-rule';
import { SOURCE_STATES } from '../domain/investigation/source-state';
import { CONFIDENCE_RULES, MALICIOUS_WEIGHT } from '../domain/investigation/verdict';

const INDICATOR_PAGE = 'docs/indicators.md';

const FAMILY_WORDS: Readonly<Record<Family, string>> = {
  place: 'where the actor was',
  credentials: 'that credentials were made',
};

const SECTIONS: Readonly<Record<Direction, { readonly heading: string; readonly words: string }>> = {
  attack: {
    heading: 'Signs of an attack',
    words: `Weights add up; of one family only the heaviest counts, for its members often see one and the same thing. From ${MALICIOUS_WEIGHT} on the verdict is \`likely_malicious\`. A sign that says _mistake_ in the last column can be explained by one, as long as no other sort of sign was found.`,
  },
  mistake: { heading: 'Signs of a mistake', words: 'The weight makes the verdict `misconfiguration` surer.' },
  routine: { heading: 'Signs of ordinary work', words: 'The weight makes the verdict `benign` surer.' },
};

const STATE_WORDS: Readonly<Record<(typeof SOURCE_STATES)[number]['state'], string>> = {
  complete: 'everything was read',
  not_configured: 'the settings have no such source',
  truncated: 'there were more events than are read',
  partial: 'it answered in part, or time ran out',
  not_searchable: 'nothing that was reported is known there',
  missing: 'nothing could be read',
};

/** Text of the page, before prettier lays it out. */
export function indicatorPage(): string {
  return [
    '# Indicators',
    'What an investigation looks for, and how it judges what it has found. Generated from the rules: after a change, run `npm run indicators`. What each indicator finds, and the nearest neighbour that it leaves alone, stand as examples in `test/unit/domain-investigation/indicator-examples.ts`; histories with the verdict that a person gave them stand beside it.',
    `The actor's events of the ${hours(WINDOW_MS)} before and after the anomaly are looked at. What happened up to ${hours(SUSPECT_MS)} before the anomaly is _history_ and tells what is usual; what came later is _in question_, and so is whatever gives power or hides traces, whenever it happened. What a sign of an attack names vouches for nothing: it is taken out of the history, and everything is looked at again.`,
    `A network is known when the history begins there, or has ${MIN_HISTORY} events or more from there that are not of one sitting (${hours(SITTING_MS)}). With fewer than ${MIN_HISTORY} ordinary events of history that have an address, nothing is called new. So on a Monday nothing is known of somebody who did nothing on Sunday: no place is new, no work is usual, and the verdict is \`inconclusive\` unless signs of an attack say more.`,
    '## The verdict',
    [
      '1. No source that was read shows an event of the actor: `inconclusive`.',
      `2. Signs of an attack that nothing explains: \`likely_malicious\` when they weigh ${MALICIOUS_WEIGHT} or more, else \`inconclusive\`.`,
      '3. Nothing of the actor around the anomaly, or an act in question that is neither a mistake nor ordinary work: `inconclusive`.',
      '4. Else a mistake makes it `misconfiguration`, and ordinary work alone `benign`.',
    ].join('\n'),
    'So one more sign of an attack, at whatever time, never makes a verdict less suspicious.',
    '## The confidence',
    table(
      ['Verdict', 'From', 'To', 'Grows with'],
      CONFIDENCE_RULES.map(({ verdict, least, most, growsWith }) => [
        `\`${verdict}\``,
        String(least),
        String(most),
        growsWith,
      ]),
    ),
    'The state of a source moves no verdict: what could not be read is missing from the evidence, and the confidence is multiplied for each source by:',
    table(
      ['State of the source', 'Means', 'Factor'],
      SOURCE_STATES.map(({ state, factor }) => [`\`${state}\``, STATE_WORDS[state], String(factor)]),
    ),
    ...DIRECTIONS.flatMap(sectionOf),
  ].join('\n\n');
}

function sectionOf(direction: Direction): string[] {
  const rules = INDICATOR_RULES.filter((rule) => rule.direction === direction);
  const { heading, words } = SECTIONS[direction];
  const head = [
    'Indicator',
    'Means',
    'Weight',
    ...(direction === 'attack' ? ['ATT&CK', 'Family', 'Explained by'] : []),
  ];
  return [
    `## ${heading}`,
    words,
    table(
      head,
      rules.map((rule) => rowOf(rule)),
    ),
  ];
}

function rowOf({ id, title, explanation, direction, weight, technique, family, explainable }: IndicatorRule): string[] {
  const row = [`\`${id}\``, `**${title}.** ${explanation}`, String(weight)];
  if (direction !== 'attack') return row;
  const sees = family === undefined ? '' : FAMILY_WORDS[family];
  return [...row, techniqueLink(technique), sees, explainable === true ? 'mistake' : ''];
}

function hours(ms: number): string {
  const count = ms / 3_600_000;
  return count === 1 ? 'an hour' : `${count} hours`;
}

function techniqueLink(technique: string | null): string {
  return technique === null
    ? ''
    : `[${technique}](https://attack.mitre.org/techniques/${technique.replace('.', '/')}/)`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

if (require.main === module) writeFileSync(path.join(__dirname, '..', INDICATOR_PAGE), indicatorPage());
