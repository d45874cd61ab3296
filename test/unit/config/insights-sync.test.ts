import type { InsightsSyncSettings } from '../../../config/settings';
import { load, problemsWith, settingsText } from './settings-text';

const ACME = "id: '00000000000000000000000000000001', name: Acme, token: { env: CLOUDFLARE_TOKEN_ACME }";
const OTHER = ACME.replace('01', '02');

const section = (insightsSync: string): string => settingsText({ insightsSync });
const own = (insightsSync: string): string =>
  settingsText({ accounts: `{ acme: { ${ACME}, insightsSync: ${insightsSync} } }` });
const both = (insightsSync: string, ofAcme: string): string =>
  settingsText({
    insightsSync,
    accounts: `{ acme: { ${ACME}, insightsSync: ${ofAcme} }, other: { ${OTHER} } }`,
  });

function syncOf(text: string, key = 'acme'): InsightsSyncSettings {
  const sync = load(text).accounts.get(key)?.insightsSync;
  if (sync === undefined) throw new Error(`${key} is not synced`);
  return sync;
}

describe('an account is synced', () => {
  const isSynced = (text: string, key = 'acme'): boolean => load(text).accounts.get(key)?.insightsSync !== undefined;

  it('when the file has the section', () => expect(isSynced(section('{}'))).toBe(true));

  it('when it has a section of its own, and the others are not', () => {
    const text = settingsText({ accounts: `{ acme: { ${ACME}, insightsSync: {} }, other: { ${OTHER} } }` });

    expect([isSynced(text), isSynced(text, 'other')]).toEqual([true, false]);
  });

  it('not without either', () => expect(isSynced(settingsText())).toBe(false));
});

describe('a section that says nothing', () => {
  const DEFAULTS: InsightsSyncSettings = {
    schedule: { intervalMs: 600_000 },
    leastIntervalMs: 600_000,
    monthlyRequests: 100,
    reserve: 5,
    filter: { severity: [], excludeSeverity: [], issueType: [], excludeIssueType: [] },
    includeDismissed: false,
    pageSize: 1_000,
    inventoryDays: 30,
  };

  it('syncs every ten minutes on the free plan, keeps five requests for people and files no tickets', () => {
    expect(syncOf(section('{}'))).toEqual(DEFAULTS);
  });

  it('means the same where only an account has it', () => expect(syncOf(own('{}'))).toEqual(DEFAULTS));
});

describe('the allowance', () => {
  it.each([
    ['{ plan: free }', 100],
    ['{ plan: pro }', 100],
    ['{ plan: Business }', 100],
    ['{ plan: ENTERPRISE }', 2_500],
    ['{ monthlyRequests: 400 }', 400],
  ])('of %s is %d requests a month', (text, requests) => {
    expect(syncOf(section(text)).monthlyRequests).toBe(requests);
  });

  it.each([
    ['{ monthlyRequests: 400 }', '{ plan: enterprise }', 2_500],
    ['{ plan: enterprise }', '{ monthlyRequests: 400 }', 400],
  ])('of %s is replaced as a whole by %s of an account', (all, ofAcme, requests) => {
    expect(syncOf(both(all, ofAcme)).monthlyRequests).toBe(requests);
  });
});

describe('the schedule', () => {
  it.each([
    ['2m', 120_000],
    ['24h', 86_400_000],
  ])('may be an interval of %s', (text, intervalMs) => {
    expect(syncOf(section(`{ schedule: ${text} }`))).toMatchObject({
      schedule: { intervalMs },
      leastIntervalMs: intervalMs,
    });
  });

  it('may be a cron expression, whose least gap counts as its interval', () => {
    expect(syncOf(section("{ schedule: ' 0,20 6-18/2 * * MON-FRI ' }"))).toMatchObject({
      schedule: { cron: '0,20 6-18/2 * * MON-FRI' },
      leastIntervalMs: 20 * 60_000,
    });
  });
});

describe('names of severities and types', () => {
  it('are read without regard to case and come out in lower case', () => {
    const text = section(
      '{ severity: [Critical, HIGH, low], excludeSeverity: [Low], issueType: [Email_Security], excludeIssueType: [WEAK_AUTHENTICATION] }',
    );

    expect(syncOf(text).filter).toEqual({
      severity: ['critical', 'high', 'low'],
      excludeSeverity: ['low'],
      issueType: ['email_security'],
      excludeIssueType: ['weak_authentication'],
    });
  });
});

describe('settings of an account', () => {
  it('replace what they name, keep the rest and leave other accounts alone', () => {
    const text = both(
      '{ reserve: 9, severity: [critical], tickets: { team: SEC, labels: [one] } }',
      '{ severity: [high], tickets: { minSeverity: High } }',
    );

    expect(syncOf(text)).toMatchObject({
      reserve: 9,
      filter: { severity: ['high'] },
      tickets: { team: 'SEC', labels: ['one'], minSeverity: 'high' },
    });
    expect(syncOf(text, 'other')).toMatchObject({
      filter: { severity: ['critical'] },
      tickets: { minSeverity: 'critical' },
    });
  });

  it('of tickets that no section speaks of are filled up with the defaults', () => {
    expect(syncOf(own('{ tickets: { team: SEC } }')).tickets).toEqual({
      minSeverity: 'critical',
      team: 'SEC',
      labels: [],
      priority: { critical: 'urgent', high: 'high', moderate: 'medium', low: 'low' },
    });
  });
});

describe('a wrong value', () => {
  const SEVERITIES = 'it must be one of low, moderate, high, critical';
  const TYPES =
    'it must be one of compliance_violation, email_security, exposed_infrastructure, insecure_configuration, weak_authentication, configuration_suggestion';
  const DURATION =
    "must be a duration between 2m and 24h, 10m for example, or a cron expression of five fields in UTC: '0 */6 * * *'";
  const CRON_EXAMPLE = "An example in UTC: '0 */6 * * *'";

  it.each([
    ['{ severity: [Hihg] }', 'severity[0]', `is "Hihg"; ${SEVERITIES}`],
    ['{ excludeSeverity: [low, info] }', 'excludeSeverity[1]', `is "info"; ${SEVERITIES}`],
    ['{ issueType: [email] }', 'issueType[0]', `is "email"; ${TYPES}`],
    ['{ excludeIssueType: [Email Security] }', 'excludeIssueType[0]', `is "Email Security"; ${TYPES}`],
    ['{ severity: [High, high] }', 'severity[1]', 'stands twice in this list: remove one'],
    ['{ severity: High }', 'severity', 'must be a list'],
    ['{ tickets: { team: SEC, minSeverity: severe } }', 'tickets.minSeverity', `is "severe"; ${SEVERITIES}`],
    ['{ tickets: {} }', 'tickets.team', 'is missing'],
    ['{ plan: team }', 'plan', 'is "team"; it must be one of free, pro, business, enterprise'],
    ['{ monthlyRequests: 0 }', 'monthlyRequests', 'must be at least 1'],
    ['{ monthlyRequests: 2500.5 }', 'monthlyRequests', 'must be a whole number'],
    ['{ reserve: -1 }', 'reserve', 'must be at least 0'],
    ['{ pageSize: 0 }', 'pageSize', 'must be at least 1'],
    ['{ pageSize: 1001 }', 'pageSize', 'must be at most 1000'],
    ['{ inventoryDays: 6 }', 'inventoryDays', 'must be at least 7'],
    ['{ includeDismissed: maybe }', 'includeDismissed', 'must be true or false'],
    ['{ schedule: 10 }', 'schedule', DURATION],
    ['{ schedule: 1m }', 'schedule', DURATION],
    ['{ schedule: 25h }', 'schedule', DURATION],
    ["{ schedule: '@hourly' }", 'schedule', DURATION],
    [
      '{ schedule: 0 25 * * * }',
      'schedule',
      `is no cron expression, it has "25" as its hour; valid are 0 to 23, alone, as a range (a-b), with a step (*/n, a-b/n), joined by commas, or *. ${CRON_EXAMPLE}`,
    ],
    [
      '{ schedule: 0 6 * * }',
      'schedule',
      `is no cron expression, it has 4 fields; there must be five: minute, hour, day of the month, month, day of the week. ${CRON_EXAMPLE}`,
    ],
    [
      '{ schedule: 0 6 31 2 * }',
      'schedule',
      `is no cron expression, it names a day that no calendar has: it would never fire. ${CRON_EXAMPLE}`,
    ],
    ["{ schedule: '* * * * *' }", 'schedule', "fires twice within 2m; an example that does not: '*/10 * * * *'"],
  ])('%s is named with its path and what is valid, in the section and in an account', (text, path, what) => {
    const expected = (prefix: string): object => ({ path: `${prefix}.${path}`, what });

    expect(problemsWith(section(text))).toEqual([expect.objectContaining(expected('insightsSync'))]);
    expect(problemsWith(own(text))).toEqual([expect.objectContaining(expected('accounts.acme.insightsSync'))]);
  });

  it('has what the setting means as its remedy, or an example', () => {
    const [problem] = problemsWith(section('{ severity: [none] }'));

    expect(problem?.remedy).toContain('Empty means all');
  });

  it('in the section does not make an account look incomplete that builds upon it', () => {
    const text = both('{ reserve: few, tickets: { team: SEC } }', '{ tickets: { labels: [one] } }');

    expect(problemsWith(text).map(({ path }) => path)).toEqual(['insightsSync.reserve']);
  });
});

describe('settings that contradict one another', () => {
  it.each([
    [
      '{ plan: pro, monthlyRequests: 100 }',
      'monthlyRequests',
      'stands beside plan, which says the same',
      'Keep plan, or monthlyRequests where the allowance is another than that of the plan.',
    ],
    [
      '{ reserve: 100 }',
      'reserve',
      'is 100, and the whole month has 100 requests: the schedule would never list',
      'Set it below 100, or correct plan or monthlyRequests.',
    ],
    [
      '{ monthlyRequests: 5 }',
      'reserve',
      'is 5, and the whole month has 5 requests: the schedule would never list',
      'Set it below 5, or correct plan or monthlyRequests.',
    ],
    [
      '{ severity: [High, Critical], excludeSeverity: [critical, high, low] }',
      'excludeSeverity',
      'takes away everything: nothing would be written',
      'Leave out at least one of high, critical.',
    ],
    [
      '{ excludeSeverity: [low, moderate, high, critical] }',
      'excludeSeverity',
      'takes away everything: nothing would be written',
      'Leave out at least one of low, moderate, high, critical.',
    ],
    [
      '{ issueType: [email_security], excludeIssueType: [Email_Security] }',
      'excludeIssueType',
      'takes away everything: nothing would be written',
      'Leave out at least one of email_security.',
    ],
  ])('%s are reported where they stand, in the section and in an account', (text, name, what, remedy) => {
    expect(problemsWith(section(text))).toEqual([{ path: `insightsSync.${name}`, what, remedy }]);
    expect(problemsWith(own(text))).toEqual([{ path: `accounts.acme.insightsSync.${name}`, what, remedy }]);
  });

  it.each([
    ['{ severity: [high] }', '{ excludeSeverity: [high] }', 'excludeSeverity'],
    ['{ plan: enterprise, reserve: 500 }', '{ plan: free }', 'reserve'],
    ['{}', '{ tickets: { labels: [one] } }', 'tickets.team'],
  ])('are found when %s meets %s of an account', (all, ofAcme, name) => {
    expect(problemsWith(both(all, ofAcme)).map(({ path }) => path)).toEqual([`accounts.acme.insightsSync.${name}`]);
  });

  it('in the section are not repeated for an account that changes something else', () => {
    expect(problemsWith(both('{ reserve: 100 }', '{ pageSize: 25 }')).map(({ path }) => path)).toEqual([
      'insightsSync.reserve',
    ]);
  });

  it('are not seen in the exclusion of every known type, because others may come', () => {
    const all =
      'compliance_violation, email_security, exposed_infrastructure, insecure_configuration, weak_authentication, configuration_suggestion';

    expect(problemsWith(section(`{ excludeIssueType: [${all}] }`))).toEqual([]);
  });
});

describe('a cron expression without quotes', () => {
  it.each(['*/10 * * * *', '* * * * *', '*/10'])('that YAML takes for an alias is explained once: %s', (cron) => {
    expect(problemsWith(`${settingsText()}insightsSync:\n  schedule: ${cron}\n`)).toEqual([
      expect.objectContaining({
        path: expect.stringMatching(/^line 6, /) as string,
        what: 'is not valid YAML: a value begins with an asterisk',
        remedy: "Put it in quotes, as in schedule: '*/10 * * * *'.",
      }),
    ]);
  });
});
