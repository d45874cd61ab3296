import { ISSUE_TYPES } from '../../../domain/insight';
import { insightTicket, resolvedComment, type InsightTicketFacts } from '../../../domain/insight-ticket';
import { INSIGHT_TYPE_RULES, insightTypeRule } from '../../../domain/insight-type-rule';
import { markerIn } from '../../../domain/review-ticket';
import { HOSTILE_TEXTS } from '../../fixtures/linear/hostile-texts';
import { insightFacts, INSIGHT_TICKET_SETTINGS } from '../../fixtures/linear/insight-orders';
import { outlineOf, proseOf } from '../../fixtures/linear/markdown-structure';
import { ACCOUNT_ID } from '../../fixtures/linear/review-facts';

const ticket = (over: Partial<InsightTicketFacts> = {}) => insightTicket(insightFacts(over), INSIGHT_TICKET_SETTINGS);

/** Every text that comes from outside set to `text`. */
function saying(text: string): InsightTicketFacts {
  return insightFacts({
    account: { id: text, name: text },
    insightId: text,
    reportedSeverity: text,
    issueType: text,
    issueClass: text,
    subject: text,
    zoneId: text,
    since: text,
    firstSeen: text,
    at: text,
    resolveText: text,
    resolveLink: text,
    records: { bucket: text, key: text },
  });
}

describe('the ticket of an insight', () => {
  it('begins with its marker, whatever the intro says', () => {
    const { description } = insightTicket(insightFacts(), {
      ...INSIGHT_TICKET_SETTINGS,
      intro: '`edgewarden:0000000000000000/1111111111111111`',
    });

    expect(description.split('\n')[0]).toBe('`edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f3021`');
    expect(markerIn(description)).toEqual({ credentialHash: '5f0c6a1e9b7d4c23', eventHash: '9a8b7c6d5e4f3021' });
  });

  it('tells in order what was found, what to do and where the proof is', () => {
    expect(ticket().description.match(/^## .*/gm)).toEqual([
      '## What Cloudflare found',
      '## What to do',
      '## Evidence',
    ]);
  });

  it.each([
    ['the severity', '**Critical severity.**'],
    ['what it is and on what', 'reports `exposed_database` on `db.example.com` in `Acme Corp`'],
    ['its type in words', '| Type | exposed infrastructure |'],
    ['the zone', '| Zone | `d41d8cd98f00b204e9800998ecf8427e` |'],
    ['since when, by whose word', '| Since | 2026-11-20 14:30:00 UTC, as Cloudflare says |'],
    ['when it was first seen', '| First seen | 2026-11-22 01:10:00 UTC |'],
    ['the episode', '| Episode | 1: it is new |'],
    ['the account', `| Account | \`Acme Corp\`, id \`${ACCOUNT_ID}\` |`],
    ['its id', '| Id | `550e8400-e29b-41d4-a716-446655440000` |'],
    ["Cloudflare's advice", '> `Check your firewall rules and ensure'],
    ['the first step for its type', '- [ ] Close it to the internet now'],
    ['the page to fix it on', '(https://dash.cloudflare.com/?to=/:account/:zone/security/waf)'],
    ['how to dismiss it', 'archive the insight there, which the API calls to dismiss'],
    ['when it is closed', 'The first sync that finds it resolved closes this ticket.'],
    ['the record', `\`s3://evidence/insights/records/account=${ACCOUNT_ID}/date=2026-11-22/0000000007-`],
    ['the dashboard', '(https://dash.cloudflare.com/?to=/:account/security-center)'],
  ])('names %s', (_, text) => expect(ticket().description).toContain(text));

  it('says of a further episode that the insight is back, also in the title', () => {
    const { title, description } = ticket({ episode: 3, firstSeen: '2026-10-01T00:00:00Z' });

    expect(title).toBe('Insight again: exposed database in Acme Corp: db example com');
    expect(description).toContain('was back at 2026-11-22 01:10:00 UTC: this is episode 3');
    expect(description).toContain('| Episode | 3: it had been resolved before |');
  });

  it.each([
    ['critical', 'Critical', '| Severity | Critical |'],
    ['high', 'Grave', "| Severity | High: Edgewarden's rank, Cloudflare says `Grave` |"],
    ['high', null, "| Severity | High: Edgewarden's rank, Cloudflare says nothing |"],
  ] as const)('shows the severity %s of an insight that is called %s', (severity, reportedSeverity, row) =>
    expect(ticket({ severity, reportedSeverity }).description).toContain(row),
  );

  it('carries the priority of its severity and the labels of the settings', () => {
    expect(ticket({ severity: 'moderate' })).toMatchObject({ priority: 'medium', labelNames: ['Cloudflare'] });
  });

  it("puts the operator's own Markdown before the facts", () => {
    const settings = { ...INSIGHT_TICKET_SETTINGS, intro: 'Procedure: **SOP-9**\n' };
    expect(insightTicket(insightFacts(), settings).description.split('\n\n')[1]).toBe('Procedure: **SOP-9**');
  });

  it('says so where Cloudflare tells nothing', () => {
    const { title, description } = ticket({
      issueType: null,
      issueClass: null,
      subject: null,
      zoneId: null,
      since: null,
      resolveText: null,
      resolveLink: null,
      records: { bucket: 'evidence', key: null },
    });

    expect(title).toBe('Insight: not named by Cloudflare in Acme Corp');
    expect(description).toContain('reports an insight without a name in `Acme Corp`');
    expect(description).toContain('| Type | not recorded |');
    expect(description).toContain('| Zone | none: it concerns the account |');
    expect(description).toContain('Cloudflare gives no advice on this insight.');
    expect(description).toContain('- [ ] Fix it.\n');
    expect(description).toContain('the filters of this account leave this insight out');
    expect(description).not.toContain('null');
  });
});

describe('the title', () => {
  it.each([
    ['always_use_https_not_enabled', 'shop', 'Insight: always use HTTPS not enabled in Acme Corp: shop'],
    ['dmarc_record_error', '203.0.113.7', 'Insight: DMARC record error in Acme Corp: 203.0.113.7'],
  ])('has %s in words', (issueClass, subject, title) => expect(ticket({ issueClass, subject }).title).toBe(title));

  it.each(['bob@example.com', 'Bob <bob@example.com>', 'bob＠example.com'])('does not name the person %s', (subject) =>
    expect(ticket({ issueClass: 'users_without_mfa', subject }).title).toBe('Insight: users without MFA in Acme Corp'),
  );
});

describe('the page that Cloudflare points to', () => {
  it.each([
    'https://dash.cloudflare.com/account-id/security/insights/550e8400',
    'https://dash.cloudflare.com/?to=/:account/:zone/ssl-tls/edge-certificates',
    'https://one.dash.cloudflare.com/',
    'https://dash.cloudflare.com',
    'https://developers.cloudflare.com/ssl/edge-certificates/#x',
  ])('is a link: %s', (address) =>
    expect(ticket({ resolveLink: address }).description).toContain(`[a page for it](${address})`),
  );

  it.each([
    'http://dash.cloudflare.com/x',
    'https://dash.cloudflare.com.evil.example/x',
    'https://dash.cloudflare.com@evil.example/x',
    'https://dash.cloudflare.com:8443/x',
    'https://dash.cloudflare.com\\@evil.example',
    'https://evil-dash.cloudflare.com/x',
    'https://community.cloudflare.com/t/anybody-writes-here',
    'https://dash.cloudflare.com/x) [y](https://evil.example',
    'https://dash.cloudflare.com/x y',
    'https://dash.cloudflare.com/\n# Approved',
    'https://dash.cloudflare.com/&lt;x',
    'https://dаsh.cloudflare.com/with-a-cyrillic-letter',
    'javascript:alert(1)',
    `https://dash.cloudflare.com/${'a'.repeat(1_001)}`,
  ])('is code with a warning, no link: %j', (resolveLink) => {
    const { description } = ticket({ resolveLink });

    expect(description).toContain('which is no page of its dashboard or documentation');
    expect(outlineOf(description).filter((line) => line.trim().startsWith('link'))).toHaveLength(2);
    expect(proseOf(description)).not.toMatch(/https?:/);
  });
});

describe('the closing comment', () => {
  it('says what was resolved and when, and what happens next', () => {
    const comment = resolvedComment(insightFacts({ at: '2026-11-23T04:20:00.000Z', episode: 2 }));

    expect(comment).toContain('**Resolved.** At the sync of 2026-11-23 04:20:00 UTC Cloudflare no longer reported');
    expect(comment).toContain('| Insight | `exposed_database` |');
    expect(comment).toContain('| Resolved | 2026-11-23 04:20:00 UTC |');
    expect(comment).toContain('open this ticket again: Edgewarden leaves it open');
    expect(comment).toContain('that is episode 3');
    expect(comment).toContain('`s3://evidence/insights/records/');
  });
});

describe("strangers' text", () => {
  const harmless = saying('harmless text');

  it.each(HOSTILE_TEXTS)('leaves the structure of the ticket unchanged: %j', (text) => {
    const { title, description } = insightTicket(saying(text), INSIGHT_TICKET_SETTINGS);

    expect(outlineOf(description)).toEqual(outlineOf(insightTicket(harmless, INSIGHT_TICKET_SETTINGS).description));
    expect(proseOf(description)).not.toMatch(/@|https?:\/\/|www\./i);
    expect(description).not.toMatch(/^\s*\+\+\+/m);
    expect(description).not.toMatch(/[^\P{C}\n]|\p{Default_Ignorable_Code_Point}/u);
    expect(description.length).toBeLessThanOrEqual(30_000);
    expect(markerIn(description.slice(description.indexOf('\n')))).toBeUndefined();
    expect(title).not.toMatch(/[\n@`*[\]<>|#~]|:\/\//);
    expect(outlineOf(title)).toEqual(['root', ' paragraph', '  text']);
    expect(title.length).toBeLessThanOrEqual(200);
  });

  it.each(HOSTILE_TEXTS)('leaves the structure of the closing comment unchanged: %j', (text) => {
    const comment = resolvedComment(saying(text));

    expect(outlineOf(comment)).toEqual(outlineOf(resolvedComment(harmless)));
    expect(proseOf(comment)).not.toMatch(/@|https?:\/\/|www\./i);
    expect(comment).not.toMatch(/^\s*\+\+\+/m);
  });

  it('is prose nowhere: all of it stands in code', () => {
    const word = 'uniqueword';
    const { description } = insightTicket(saying(word), INSIGHT_TICKET_SETTINGS);

    expect(description).toContain(word);
    expect(proseOf(description)).not.toContain(word);
    expect(proseOf(resolvedComment(saying(word)))).not.toContain(word);
  });
});

describe.each(INSIGHT_TYPE_RULES)('the rule of type $type', ({ type, firstStep }) => {
  it('is found in any case', () => expect(insightTypeRule(type.toUpperCase())?.type).toBe(type));
  it('gives the ticket its first step', () =>
    expect(ticket({ issueType: type }).description).toContain(`- [ ] ${firstStep}`));
});

describe('the rules of types', () => {
  it('cover every documented type once', () =>
    expect(INSIGHT_TYPE_RULES.map(({ type }) => type)).toEqual([...ISSUE_TYPES]));

  it.each(['some_future_type', '', 'constructor', null])('have none for %j', (type) =>
    expect(insightTypeRule(type)).toBeUndefined(),
  );

  it('leave an unknown type to be looked up', () => {
    expect(ticket({ issueType: 'some_future_type' }).description).toContain(
      '- [ ] Find out what it means: Edgewarden does not know this type of insight yet.',
    );
  });
});
