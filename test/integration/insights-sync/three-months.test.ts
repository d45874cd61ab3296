import fc from 'fast-check';
import { workflowShim as mockWorkflow } from '../../support/insights-model/workflow-shim';
import { LedgerQueries as MockLedgerQueries } from '../../support/insights-model/ledger-queries';
// The two above come first: they stand in for what everything below imports.
import { play, type Played } from '../../support/insights-model/play';
import { installClocks } from '../../support/insights-model/simulated-time';
import { stories } from '../../support/insights-model/story';

// Temporal's server has a clock that nobody can move over three months. Everything but Temporal is real.
jest.mock('@temporalio/workflow', () => mockWorkflow);
jest.mock('@temporalio/client', () => ({
  ...jest.requireActual<object>('@temporalio/client'),
  WorkflowClient: MockLedgerQueries,
}));

/** Stories of three months each; more of them by hand, for example 200. */
const RUNS = Number(process.env['EDGEWARDEN_MODEL_RUNS'] ?? 12);
/** The seed that a failure has printed. */
const SEED = process.env['EDGEWARDEN_MODEL_SEED'];
/** With the seed: the path that was printed beside it, for that story alone. */
const PATH = process.env['EDGEWARDEN_MODEL_PATH'];
/** Looks for the shortest story that fails; takes minutes. */
const SHRINK = process.env['EDGEWARDEN_MODEL_SHRINK'] === '1';
const STORY_MS = 30_000;

let removeClocks: () => void;
beforeAll(() => (removeClocks = installClocks()));
afterAll(() => removeClocks());

it(
  'three months of faults, kills, filters, plans and clocks: no request too many, and records that tell what complete listings showed',
  async () => {
    const seen: Played[] = [];
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const played = await play(story);
        seen.push(played);
        expect(played.violations).toEqual([]);
      }),
      {
        numRuns: RUNS,
        endOnFailure: !SHRINK,
        ...(SEED === undefined ? {} : { seed: Number(SEED) }),
        ...(PATH === undefined ? {} : { path: PATH }),
      },
    );
    // A model that lists and writes nothing would find nothing wrong.
    const sum = (count: (played: Played) => number) => seen.reduce((total, played) => total + count(played), 0);
    expect(sum(({ listings }) => listings)).toBeGreaterThan(RUNS * 10);
    expect(sum(({ commits }) => commits)).toBeGreaterThan(RUNS * 5);
    expect(sum(({ tickets }) => tickets)).toBeGreaterThan(0);
  },
  RUNS * STORY_MS,
);
