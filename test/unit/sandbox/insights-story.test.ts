import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valueAt } from '../../../sandbox/json';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { CORP_INSIGHT } from '../../../sandbox/story/ids';
import { INSIGHT_EXPECTATIONS, INSIGHT_TOTALS } from '../../../sandbox/story/insight-expectations';
import { INSIGHT_CONTROL_STRING, PLANTED_INSIGHT_SECRETS } from '../../../sandbox/story/planted';
import { CORP, LABS } from '../../../sandbox/story/setting';
import { cloudflare, CORP_ACCOUNT, LABS_ACCOUNT, useSandbox } from './clients';

const sandboxOf = useSandbox();
const BASE = Date.parse('2026-11-22T18:00:00.250Z');
const STORY = { now: () => BASE, baseTime: BASE };
const LAST_STEP = Math.max(...INSIGHT_TOTALS.map(({ step }) => step));
const SECRETS: Readonly<Record<string, string>> = { [CORP]: CORP_ACCOUNT.secret, [LABS]: LABS_ACCOUNT.secret };

type Insight = Readonly<Record<string, unknown>> & { id: string };

/** One list, walked by page numbers. */
async function listed(sandbox: Sandbox, account: string, dismissed: boolean): Promise<Insight[]> {
  const found: Insight[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/accounts/${account}/security-center/insights?dismissed=${dismissed}&per_page=1000&page=${page}`;
    const { body } = await cloudflare(sandbox, path, SECRETS[account]);
    found.push(...(valueAt(body.result, 'issues') as Insight[]));
    if (found.length >= Number(valueAt(body.result, 'count'))) return found;
  }
}

const both = async (sandbox: Sandbox, account: string) =>
  new Map(
    [...(await listed(sandbox, account, false)), ...(await listed(sandbox, account, true))].map((one) => [one.id, one]),
  );

/** Members in which two insights differ, the time of the scan aside. */
function differences(before: Insight, after: Insight): string[] {
  const members = new Set([...Object.keys(before), ...Object.keys(after)]);
  members.delete('timestamp');
  return [...members].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).sort();
}

it.each(INSIGHT_TOTALS)('lists after step $step in $account: $listed', async ({ account, step, listed: expected }) => {
  const sandbox = await sandboxOf(STORY);
  sandbox.control.advanceInsights(step);

  const open = await listed(sandbox, account, false);
  const dismissed = await listed(sandbox, account, true);

  expect({ open: open.length, dismissed: dismissed.length }).toEqual(expected);
  expect(new Set([...open, ...dismissed].map(({ id }) => id)).size).toBe(open.length + dismissed.length);
});

it.each([CORP, LABS])(
  'expects something of each insight of %s that a step touches, and of no other',
  async (account) => {
    const sandbox = await sandboxOf(STORY);
    const known = await both(sandbox, account);
    let before = known;
    for (let step = 1; step <= LAST_STEP; step += 1) {
      sandbox.control.advanceInsights();
      const after = await both(sandbox, account);
      const expected = INSIGHT_EXPECTATIONS.filter((one) => one.account === account && one.step === step);
      const touched = [...new Set([...before.keys(), ...after.keys()])].filter((id) => {
        const [was, is] = [before.get(id), after.get(id)];
        return was === undefined || is === undefined || differences(was, is).length > 0;
      });

      for (const { id, record, withDismissed, why } of expected) {
        const [was, is] = [known.get(id), after.get(id)];
        const changed = was === undefined || is === undefined ? [] : differences(was, is);
        const told = record?.state === 'new' ? (withDismissed?.changed ?? []) : (record ?? withDismissed)?.changed;
        if (told !== undefined) expect([id, why, [...told].sort()]).toEqual([id, why, changed]);
      }
      const quiet = expected.filter(({ record, withDismissed }) => record === null && withDismissed === null);
      const loud = expected.filter((one) => !quiet.includes(one)).map(({ id }) => id);
      expect(touched.filter((id) => !quiet.some((one) => one.id === id)).sort()).toEqual(loud.sort());
      for (const [id, insight] of after) known.set(id, insight);
      before = after;
    }
  },
);

it.each(INSIGHT_TOTALS.filter(({ step }) => step > 0))(
  'counts for step $step in $account what is expected insight by insight',
  ({ account, step, records, recordsWithDismissed }) => {
    const here = INSIGHT_EXPECTATIONS.filter((one) => one.account === account && one.step === step);
    const counted = (states: (string | undefined)[]) =>
      states.reduce<Record<string, number>>(
        (counts, state) => (state === undefined ? counts : { ...counts, [state]: (counts[state] ?? 0) + 1 }),
        {},
      );

    expect(counted(here.map(({ record }) => record?.state))).toEqual(records);
    expect(counted(here.map(({ withDismissed }) => withDismissed?.state))).toEqual(recordsWithDismissed);
  },
);

it('scans everything again at each step, and after the last finds nothing else', async () => {
  const sandbox = await sandboxOf(STORY);
  sandbox.control.advanceInsights(LAST_STEP);
  const before = await both(sandbox, CORP);

  expect(sandbox.control.advanceInsights()).toBe(LAST_STEP + 1);

  const after = await both(sandbox, CORP);
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [id, insight] of after) {
    const was = before.get(id) as Insight;
    expect(differences(was, insight)).toEqual([]);
    expect(String(insight['timestamp']) > String(was['timestamp'])).toBe(true);
  }
});

it('tells its steps one way only', async () => {
  const { control } = await sandboxOf(STORY);
  control.advanceInsights(2);

  expect(() => control.advanceInsights(1)).toThrow('step 2 already');
});

it('is a plausible inventory: unsorted, a tenth dismissed, every documented type and some that nobody documented', async () => {
  const insights = [...(await both(await sandboxOf(STORY), CORP)).values()];
  const of = (member: string) => new Set(insights.map((insight) => insight[member]));

  expect([...of('issue_type')]).toEqual(
    expect.arrayContaining([
      'compliance_violation',
      'email_security',
      'exposed_infrastructure',
      'insecure_configuration',
      'weak_authentication',
      'configuration_suggestion',
      'ai_exposure',
    ]),
  );
  expect([...of('severity')]).toEqual(
    expect.arrayContaining(['Critical', 'critical', 'High', 'Moderate', 'moderate', 'Low', 'low', 'Severe']),
  );
  const ids = insights.map(({ id }) => id);
  expect(ids).not.toEqual([...ids].sort());
  expect(insights.filter(({ dismissed }) => dismissed === true)).toHaveLength(250);
});

it('hides its secrets in the lists, and the control string beside them', async () => {
  const sandbox = await sandboxOf(STORY);
  sandbox.control.advanceInsights(1);
  const everything = JSON.stringify([...(await both(sandbox, CORP)).values()]);

  for (const text of [...Object.values(PLANTED_INSIGHT_SECRETS), INSIGHT_CONTROL_STRING])
    expect(everything).toContain(text);
});

it('tells another process which step it is at', async () => {
  const sandbox = await sandboxOf(STORY);
  const step = async () => (await fetch(`${sandbox.url}/control/insight-step`)).json();

  expect([await step(), sandbox.control.insightStep()]).toEqual([{ step: 0 }, 0]);
  sandbox.control.advanceInsights(2);
  expect([await step(), sandbox.control.insightStep()]).toEqual([{ step: 2 }, 2]);
});

describe('after a restart', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-insights-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('stands at the same step with the same insights, and has not forgotten a request', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await startSandbox({ ...STORY, stateFile });
    first.control.advanceInsights();
    first.control.advanceInsights();
    const [corp, labs] = [await both(first, CORP), await both(first, LABS)];
    const months = first.control.insightMonths(CORP);
    await first.close();

    const second = await sandboxOf({ stateFile, now: STORY.now });

    expect(second.control.insightMonths(CORP)).toEqual(months);
    expect(months).toEqual({ '2026-11': { sent: 4, excess: 0 } });
    expect([await both(second, CORP), await both(second, LABS)]).toEqual([corp, labs]);
    expect(second.control.advanceInsights()).toBe(3);
  });

  it('starts over with a file of before there were insights', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await startSandbox({ stateFile, story: 'empty' });
    await first.close();
    const state = JSON.parse(readFileSync(stateFile, 'utf8')) as Record<string, unknown>;
    writeFileSync(stateFile, JSON.stringify({ ...state, insights: undefined }));

    const second = await sandboxOf({ ...STORY, stateFile });

    expect(second.control.insightMonths(CORP)).toEqual({});
    expect((await listed(second, CORP, true)).some(({ id }) => id === `${CORP_INSIGHT}08`)).toBe(true);
  });

  it('begins again after a reset: first step, no requests, usual clock and limits', async () => {
    const sandbox = await sandboxOf({ ...STORY, stateFile: join(folder, 'state.json') });
    const before = await both(sandbox, CORP);
    sandbox.control.setClock(0);
    sandbox.control.setInsightApi(CORP, { monthlyRequests: 0 });
    sandbox.control.advanceInsights();

    sandbox.control.reset();

    expect(sandbox.control.insightMonths(CORP)).toEqual({});
    expect(await both(sandbox, CORP)).toEqual(before);
    expect(sandbox.control.insightMonths(CORP)).toEqual({ '2026-11': { sent: 4, excess: 0 } });
  });
});
