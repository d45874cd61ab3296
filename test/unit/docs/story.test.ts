import { readFileSync } from 'node:fs';
import { EXPECTATIONS } from '../../../sandbox/story/expectations';
import { CORP } from '../../../sandbox/story/setting';

/** What the first watch of Acme Corp meets: the day without what comes late. */
const first = Object.values(EXPECTATIONS).filter(({ account, late }) => account === CORP && !late);
const archived = first.filter((one) => one.archived).length;
const flagged = first.filter(({ reasons }) => reasons.length > 0).length;
const tickets = first.filter(({ ticket }) => ticket === 'opens').length;

it.each([
  [
    'docs/tutorial.md',
    `${archived} were credential events, ${flagged} of them were flagged, and they became ${tickets} tickets`,
  ],
  ['README.md', `${archived} credential events archived`],
  ['docs/architecture.md', `A run that archives ${archived} events and files ${tickets} tickets`],
])('%s tells the story of the demo with its own figures', (page, words) => {
  expect(readFileSync(page, 'utf8')).toContain(words);
});
