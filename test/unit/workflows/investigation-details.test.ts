import type { InvestigationView } from '../../../workflows/contracts';
import { investigationDetails } from '../../../workflows/investigation-details';

const VIEW: InvestigationView = {
  state: 'gathering',
  verdict: null,
  confidence: null,
  report: null,
  missing: [],
  failure: null,
};
const WINDOW = { from: '2026-11-21T02:00:00.000Z', to: '2026-11-22T03:00:00.000Z' };

describe('what the Temporal UI shows of an investigation', () => {
  it('names the span that it reads', () => {
    expect(investigationDetails(VIEW, WINDOW)).toMatch(
      /^\*\*gathering\*\*, events from 2026-11-21T02.* to 2026-11-22T03/,
    );
  });

  it('names no span where an earlier run has read it', () => {
    expect(investigationDetails({ ...VIEW, state: 'publishing' }, null)).toMatch(/^\*\*publishing\*\*\n/);
  });

  it.each([
    ['waits, and for what, while it is to be tried again', 'gathering', 'Waits'],
    ['has failed, and why', 'failed', 'Failed'],
  ] as const)('says that it %s', (_case, state, word) => {
    const failure = 'No source could be read.';
    expect(investigationDetails({ ...VIEW, state, failure }, WINDOW)).toContain(`**${word}**: ${failure}`);
  });
});
