import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { workflowBundle } from '../support/servers';

const FOLDER = path.join(__dirname, '../fixtures/histories');
const names = readdirSync(FOLDER).map((file) => path.basename(file, '.json'));

type Bundle = { readonly codePath: string } | { readonly code: string };

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

const text = (name: string): string => readFileSync(path.join(FOLDER, `${name}.json`), 'utf8');
const replay = (name: string, bundle: Bundle = workflowBundle()): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: bundle }, JSON.parse(text(name)), name);

const activities = (name: string) =>
  [...text(name).matchAll(/"activityType":\{"name":"(\w+)"\}/g)].map(([, activity]) => activity);

/** Today's workflow code with one piece of it changed. */
function changed(piece: RegExp, by: string): Bundle {
  const code = readFileSync(workflowBundle().codePath, 'utf8');
  const other = code.replace(piece, by);
  if (other === code) throw new Error(`the bundle has no ${piece.source}`);
  return { code: other };
}

describe.each(names)('the recorded run %s', (name) => {
  it('replays on the code of today', () => expect(replay(name)).resolves.toBeUndefined());

  it('tells of no machine and no secret', () => {
    const payloads = [...text(name).matchAll(/"data":"([^"]*)"/g)].map(([, data]) =>
      Buffer.from(data!, 'base64').toString(),
    );
    const all = [text(name), ...payloads].join('\n');
    expect(all).not.toMatch(/\/home\/|\/root\/|\/work\/|\/tmp\/|\/Users\/|127\.0\.0\.1|localhost|lin_api_|Bearer /);
    expect(new Set([...all.matchAll(/"identity":"([^"]*)"/g)].map(([, identity]) => identity))).toEqual(
      new Set(['edgewarden']),
    );
  });
});

it('the recorded watches show tickets, a flood, what comes after it, a quiet look and a run that goes on as new', () => {
  const events = (name: string) => text(name);
  expect(events('quiet')).not.toContain('archiveEvents');
  expect(events('first-look-with-tickets')).toContain('fileReviewTickets');
  expect(events('flood')).toContain('fileFloodTicket');
  expect(events('after-a-flood')).not.toContain('fileFloodTicket');
  expect(events('backfill-that-goes-on-as-new')).toContain('EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
});

it('the recorded syncs show a baseline, one that is skipped, one with all steps, and their ledger going on as new', () => {
  expect(activities('insights-skipped')).toEqual(['askLedger']);
  expect(activities('insights-baseline')).toEqual(['askLedger', 'listInsights', 'compareInsights', 'commitInsights']);
  expect(activities('insights-changes-with-a-ticket')).toEqual([
    'askLedger',
    'listInsights',
    'compareInsights',
    'listInsights',
    'compareInsights',
    'fileInsightTickets',
    'commitInsights',
  ]);
  expect(text('ledger-that-goes-on-as-new')).toContain('EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
});

const READING = ['readActorHistory', 'readActorEvents'];
const JUDGING = ['storeEvidence', 'askModel', 'assessAnomaly', 'publishReport'];

it('the recorded investigations show one that is published, one that waits, one that fails, and one that only publishes', () => {
  const begin = ['findAssessment', 'actorKeyOf'];
  expect(activities('investigation-published')).toEqual([...begin, ...READING, ...JUDGING]);
  // A source that is away is asked twice by Temporal, which is one step; both are asked again after the pause.
  expect(activities('investigation-that-waited')).toEqual([...begin, ...READING, ...READING, ...JUDGING]);
  expect(text('investigation-failed')).toContain('EVENT_TYPE_WORKFLOW_EXECUTION_FAILED');
  expect(activities('investigation-again')).toEqual([...begin, 'publishReport']);
});

it('the recorded watch that starts an investigation does so ahead of its ticket, which the investigation comments on', () => {
  const watch = text('watch-that-starts-an-investigation');
  expect(watch.indexOf('START_CHILD_WORKFLOW_EXECUTION_INITIATED')).toBeLessThan(watch.indexOf('fileReviewTickets'));
  expect(activities('investigation-of-an-issuer').slice(-2)).toEqual(['publishReport', 'commentInvestigation']);
});

describe('a run in flight', () => {
  const violation = { name: 'DeterminismViolationError' };

  it('does not survive steps in another order', async () => {
    const bundle = changed(/(await review\.assessNew\(\);)(\s*)(await review\.fileTickets\(\);)/, '$3$2$1');
    await expect(replay('first-look-with-tickets', bundle)).rejects.toMatchObject(violation);
  });

  it('does not survive a step that is new', async () => {
    const bundle = changed(/await reading\.nameQuietWindows\(\);/, 'await reading.archiveChunk("v2", [], []);');
    await expect(replay('quiet', bundle)).rejects.toMatchObject(violation);
  });

  it('does not survive a commit ahead of its tickets', async () => {
    const bundle = changed(
      /(const orders = )(await run\.fileTickets\(compared\.orders\);)(\s*)(await run\.commit\(compared\.draft, )orders(\);)/,
      '$4{ orders: compared.orders, filed: [], failed: [] }$5$3$2',
    );
    await expect(replay('insights-changes-with-a-ticket', bundle)).rejects.toMatchObject(violation);
  });

  it('does not survive a ledger that tells less', async () => {
    const bundle = changed(/upsertSearchAttributes\)\(changed\)/, 'upsertSearchAttributes)([])');
    await expect(replay('ledger-that-goes-on-as-new', bundle)).rejects.toMatchObject(violation);
  });

  it('does not survive an investigation that judges anew what was judged before', async () => {
    const bundle = changed(/(= await run\.findAssessment\(\)\)) !== null/, '$1 === null');
    await expect(replay('investigation-again', bundle)).rejects.toMatchObject(violation);
  });

  it('does not survive a ticket without the investigation ahead of it', async () => {
    const bundle = changed(/await this\.investigations\.start\(batch\);/, '');
    await expect(replay('watch-that-starts-an-investigation', bundle)).rejects.toMatchObject(violation);
  });

  it('does not survive an investigation that tries again without its pause', async () => {
    const bundle = changed(/await this\.callers\.someone\(pauseMs\);/, '');
    await expect(replay('investigation-that-waited', bundle)).rejects.toMatchObject(violation);
  });

  it('does not survive a step that is gone', async () => {
    const bundle = changed(/await review\.announceFlood\(\);/, '');
    await expect(replay('flood', bundle)).rejects.toMatchObject(violation);
  });
});
