import type { Sandbox } from '../../../sandbox/sandbox';
import { EXPECTATIONS } from '../../../sandbox/story/expectations';
import { CONTROL_STRING, PLANTED_SECRETS } from '../../../sandbox/story/planted';
import { cloudflare, CORP_ACCOUNT, LABS_ACCOUNT, useSandbox } from './clients';

const sandboxOf = useSandbox();
const BASE = Date.parse('2026-11-22T18:00:00.250Z');
const TWO_ACCOUNTS = [CORP_ACCOUNT, LABS_ACCOUNT];

/** Texts of all records of an account, as a first look back over 24 hours would get them a minute after the day. */
async function recordsOf(sandbox: Sandbox, { id, secret }: { id: string; secret: string }): Promise<string[]> {
  const since = new Date(BASE - 86_340_000).toISOString();
  const before = new Date(BASE + 60_000).toISOString();
  const texts: string[] = [];
  let cursor = '';
  do {
    const path = `/accounts/${id}/logs/audit?since=${since}&before=${before}&limit=1000&cursor=${cursor}`;
    const { body } = await cloudflare(sandbox, path, secret);
    texts.push(...(body.result as unknown[]).map((record) => JSON.stringify(record)));
    cursor = body.result_info?.cursor ?? '';
  } while (cursor !== '');
  return texts;
}

const storyAt = (now: number) => sandboxOf({ now: () => now, baseTime: BASE });

it('tells a day of at least 3,000 records in two accounts', async () => {
  const sandbox = await storyAt(BASE);

  const [corp = [], labs = []] = await Promise.all(TWO_ACCOUNTS.map((account) => recordsOf(sandbox, account)));

  expect(corp.length + labs.length).toBeGreaterThan(3_000);
  expect(labs.length).toBeGreaterThan(500);
});

it('has exactly one record for each expectation, in the account that it names', async () => {
  const sandbox = await storyAt(BASE);
  sandbox.control.settle();
  for (const account of TWO_ACCOUNTS) {
    const texts = await recordsOf(sandbox, account);
    const expected = Object.values(EXPECTATIONS).filter((expectation) => expectation.account === account.id);

    const matches = expected.map(({ match }) => [match, texts.filter((text) => text.includes(match)).length]);
    expect(matches).toEqual(expected.map(({ match }) => [match, 1]));
  }
});

it('holds late records back until the day has settled', async () => {
  const sandbox = await storyAt(BASE + 60_000);
  const late = Object.values(EXPECTATIONS).filter((expectation) => expectation.late);
  const shown = async () => {
    const texts = (await Promise.all(TWO_ACCOUNTS.map((account) => recordsOf(sandbox, account)))).flat();
    return late.filter(({ match }) => texts.some((text) => text.includes(match))).length;
  };

  expect([late.length, await shown()]).toEqual([2, 0]);
  sandbox.control.settle();
  expect(await shown()).toBe(2);
});

it('lets late records in by itself after a while', async () => {
  const sandbox = await storyAt(BASE + 600_000);
  const texts = await recordsOf(sandbox, LABS_ACCOUNT);

  const late = Object.values(EXPECTATIONS).find(({ late: isLate, account }) => isLate && account === LABS_ACCOUNT.id);
  expect(texts.some((text) => text.includes(late?.match ?? 'none'))).toBe(true);
});

it('keeps at least 28 records and gives each of the four reasons alone and combined', () => {
  const kept = Object.values(EXPECTATIONS).filter(({ archived }) => archived);
  const reasons = new Set(kept.map((expectation) => expectation.reasons.join('+')));

  expect(kept.length).toBeGreaterThanOrEqual(28);
  for (const alone of ['write_scope', 'broad_scope', 'unapproved_issuer', 'scope_unknown'])
    expect(reasons).toContain(alone);
  expect([...reasons].filter((codes) => codes.includes('+')).length).toBeGreaterThanOrEqual(4);
});

it('joins only tickets that another record opens', () => {
  const all = Object.values(EXPECTATIONS);
  const opened = all.filter(({ ticket }) => ticket === 'opens').map(({ credential }) => credential);

  for (const { ticket } of all) {
    if (ticket.startsWith('joins ')) expect(opened).toContain(ticket.slice('joins '.length));
  }
  const named = opened.filter((credential) => credential !== null);
  expect(new Set(named).size).toBe(named.length);
});

it('has every planted secret in the log, and the control string beside them', async () => {
  const sandbox = await storyAt(BASE);
  const everything = (await Promise.all(TWO_ACCOUNTS.map((account) => recordsOf(sandbox, account)))).flat().join('\n');

  for (const secret of [...Object.values(PLANTED_SECRETS), CONTROL_STRING]) expect(everything).toContain(secret);
});

it('shows no token as changed after the last event that changed it', async () => {
  const sandbox = await storyAt(BASE);
  sandbox.control.settle();
  const texts = await recordsOf(sandbox, CORP_ACCOUNT);
  const { body } = await cloudflare(sandbox, `/accounts/${CORP_ACCOUNT.id}/tokens`);

  for (const { id, modified_on: modifiedOn } of body.result as { id: string; modified_on: string }[]) {
    const times = texts
      .filter((text) => text.includes(id))
      .map((text) => (JSON.parse(text) as { action: { time: string } }).action.time);
    const last = times.sort().at(-1);
    expect([id, last !== undefined && Date.parse(modifiedOn) <= Date.parse(last)]).toEqual([id, true]);
  }
});
