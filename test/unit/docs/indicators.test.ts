import { readFileSync } from 'node:fs';
import { INDICATOR_RULES } from '../../../domain/investigation/indicator-rule';
import { indicatorPage } from '../../../scripts/indicator-table';

/** A page without the blanks and dashes that only lay it out. */
function words(page: string): string {
  return page.replaceAll(/-{3,}/g, '---').replaceAll(/ +/g, ' ').trim();
}

describe('the page of indicators', () => {
  const page = words(readFileSync('docs/indicators.md', 'utf8'));

  it('is what `npm run indicators` makes of the rules', () => {
    expect(page).toBe(words(indicatorPage()));
  });

  it.each(INDICATOR_RULES)('explains $id, with its weight of $weight', ({ id, title, explanation, weight }) => {
    expect(page).toContain(`| \`${id}\` | **${title}.** ${explanation} | ${weight} |`);
  });
});
