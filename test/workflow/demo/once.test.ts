import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { INSIGHT_TOTALS } from '../../../sandbox/story/insight-expectations';
import { STORY_SETTING } from '../../../sandbox/story/setting';

const ROOT = path.join(__dirname, '..', '..', '..');
const PORTS = ['TEMPORAL', 'UI', 'S3', 'SANDBOX', 'API'].map((name) => `EDGEWARDEN_DEMO_${name}_PORT`);
const STARTS_MS = 180_000;

/** What all steps of the insights' story together should bring, by hand-written totals. */
const records = (state: 'new' | 'changed' | 'resolved', isCounted: (step: number) => boolean): number =>
  INSIGHT_TOTALS.filter(({ step }) => isCounted(step)).reduce((sum, totals) => sum + (totals.records[state] ?? 0), 0);
const BASELINE = records('new', (step) => step === 0);
const NEW = records('new', (step) => step > 0);
const CHANGED = records('changed', (step) => step > 0);
const RESOLVED = records('resolved', (step) => step > 0);
const LIMITS = STORY_SETTING.accounts.reduce((sum, { insightRequests }) => sum + insightRequests, 0);

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edgewarden-demo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the demo', () => {
  it(
    'proves its story, says the same on a second start, and fails when a ticket is missing',
    async () => {
      const first = await demo('--once', '--json');
      expect(first).toMatchObject({ code: 0 });
      const story = summaryOf(first);
      expect(story.created).toBe(story.archived.length);
      expect(story.pending).toEqual([]);

      const second = await demo('--once', '--json');
      expect(second).toMatchObject({ code: 0 });
      expect(summaryOf(second)).toMatchObject({ created: 0, archived: story.archived, tickets: story.tickets });
      expect(insightsOf(first)).toMatchObject({ new: BASELINE + NEW, changed: CHANGED, resolved: RESOLVED });
      expect(insightsOf(second)).toMatchObject({ new: BASELINE + NEW, changed: CHANGED, resolved: RESOLVED });
      expect(
        investigationsOf(first)
          .map(({ verdict }) => verdict)
          .toSorted(),
      ).toEqual(['inconclusive', 'likely_malicious', 'misconfiguration']);
      expect(investigationsOf(second)).toEqual(investigationsOf(first));
      const { quota } = insightsOf(second);
      expect(quota.used).toBeGreaterThan(insightsOf(first).quota.used);
      expect(quota.used + quota.left).toBe(LIMITS);
      expect(quota.forecast).toBeGreaterThanOrEqual(quota.used);

      const lost = removeOneTicket();
      const third = await demo('--once');
      expect(third.code).toBe(1);
      expect(third.output).toContain(`its ticket ${lost} is not in the tracker`);
    },
    3 * STARTS_MS,
  );
});

/** Takes one ticket out of what the simulated tracker keeps between starts. */
function removeOneTicket(): string {
  const file = path.join(folder, 'sandbox.json');
  const state = JSON.parse(readFileSync(file, 'utf8')) as { linear: { issues: { id: string; title: string }[] } };
  const { issues } = state.linear;
  const [lost] = issues.splice(
    issues.findIndex(({ title }) => !title.startsWith('Insight')),
    1,
  );
  writeFileSync(file, JSON.stringify(state));
  return lost!.id;
}

function summaryOf({ output }: Ended) {
  const line = output.trimEnd().split('\n').at(-1)!;
  const { tokenWatch } = JSON.parse(line) as {
    tokenWatch: { archived: string[]; created: number; tickets: string[]; pending: unknown[] };
  };
  return tokenWatch;
}

function investigationsOf({ output }: Ended) {
  const line = output.trimEnd().split('\n').at(-1)!;
  const { investigations } = JSON.parse(line) as {
    investigations: { verdict: string; confidence: number; report: string }[];
  };
  // Another start has other ports.
  return investigations.map(({ report, ...rest }) => ({ ...rest, page: new URL(report).pathname }));
}

function insightsOf({ output }: Ended) {
  const line = output.trimEnd().split('\n').at(-1)!;
  const { insightsSync } = JSON.parse(line) as {
    insightsSync: Record<'new' | 'changed' | 'resolved', number> & {
      quota: Record<'used' | 'left' | 'forecast', number>;
    };
  };
  return insightsSync;
}

async function demo(...args: readonly string[]): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env, EDGEWARDEN_DEMO_DIR: folder };
  for (const name of PORTS) env[name] = String(await freePort());
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/demo.ts', ...args], { cwd: ROOT, env });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.resume(); // progress
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
