import {
  furtherEventComment,
  markerIn,
  reopeningComment,
  reviewTicket,
  type ReviewFacts,
} from '../../../domain/review-ticket';
import { HOSTILE_TEXTS } from '../../fixtures/linear/hostile-texts';
import { count, outlineOf, proseOf } from '../../fixtures/linear/markdown-structure';
import { ACCOUNT_ID, auditEvent, judgement, reviewFacts, TICKETS, TOKEN_ID } from '../../fixtures/linear/review-facts';

/** Every text that comes from outside set to `text`, in the shapes that the provider allows. */
function saying(text: string): ReviewFacts {
  const event = auditEvent();
  return reviewFacts({
    event: {
      ...event,
      id: text,
      time: text,
      accountId: text,
      action: { ...event.action, type: text, description: text },
      actor: { id: text, type: text, context: text, email: text, ip: text, tokenId: text, tokenName: text },
      request: { method: text, uri: text, rayId: text, userAgent: text },
      resource: { id: text, type: text, product: text, request: { name: text }, response: { name: text } },
      metadata: { token_name: text },
      zone: { id: text, name: text },
    },
    credentialId: text,
    credentialName: text,
    account: { id: text, name: text },
    archive: { bucket: text, key: text, sha256: text },
    judgement: judgement({
      reasons: [{ code: 'write_scope', sentence: text }],
      scope: [
        { resource: text, permission: text, access: 'write', broad: true },
        { resource: 'last', permission: 'last', access: 'read', broad: false },
      ],
      aggravations: [text, 'second'],
      notes: [text],
    }),
  });
}

describe('the review ticket', () => {
  it('begins with a marker that names the credential and the opening event', () => {
    const { description } = reviewTicket(reviewFacts(), {
      ...TICKETS,
      intro: 'edgewarden:0000000000000000/1111111111111111',
    });

    expect(description.split('\n')[0]).toBe('`edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f3021`');
    expect(markerIn(description)).toEqual({ credentialHash: '5f0c6a1e9b7d4c23', eventHash: '9a8b7c6d5e4f3021' });
  });

  it.each([
    ['behind blank lines', '\n  \n `edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f3021`'],
    ['without its code marks', 'edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f3021 \n\nRewritten by a person.'],
    ['before line ends of another system', '`edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f3021`\r\n\r\nText'],
  ])('is known again by a marker %s', (_, description) => {
    expect(markerIn(description)).toEqual({ credentialHash: '5f0c6a1e9b7d4c23', eventHash: '9a8b7c6d5e4f3021' });
  });

  it.each([
    ['in a later line', 'hello\n`edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f3021`'],
    ['in the middle of the first line', 'hello `edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f3021`'],
    ['with words after it', '`edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f3021` is not this ticket'],
    ['with a longer hash', 'edgewarden:5f0c6a1e9b7d4c23/9a8b7c6d5e4f30210'],
  ])('is not known by a marker %s', (_, description) => expect(markerIn(description)).toBeUndefined());

  it('tells in order what happened, why it matters, what it may do, what to do and where the proof is', () => {
    const { description } = reviewTicket(reviewFacts(), TICKETS);

    expect(description.match(/^## .*/gm)).toEqual([
      '## Why it needs a review',
      '## What happened',
      '## What it may do',
      '## Revoke checklist',
      '## Evidence',
    ]);
  });

  it.each([
    ['the severity', 'Critical severity.'],
    ['a reason', '- It reaches a whole account or more.'],
    ['what raised the severity', 'Raises the severity: It never expires. It can be used from any address.'],
    ['who', '| Who | `mallory@example.net`'],
    ['with which token', 'token `ci-runner`, id `1122334455667788990011223344aabb`'],
    ['when, in UTC', '| When | 2026-11-22 01:10:09 UTC |'],
    ['from which address and with what', '| From | `203.0.113.7`, `curl/8.5.0` |'],
    ['the reach in words', '| every zone: `com.cloudflare.api.account.zone.*` | `DNS Write` | **write**, broad |'],
    ['the exact call', `\`DELETE /accounts/${ACCOUNT_ID}/tokens/${TOKEN_ID}\``],
    ['the archived object', '`s3://evidence/audit/v2/account='],
    ['its hash', '`3e9c1f0a7b2d4c553e9c1f0a7b2d4c553e9c1f0a7b2d4c553e9c1f0a7b2d4c55`'],
    ['the dashboard', '(https://dash.cloudflare.com/?to=/:account/audit-log)'],
  ])('names %s', (_, text) => expect(reviewTicket(reviewFacts(), TICKETS).description).toContain(text));

  it('carries the priority of its severity and the labels of the settings', () => {
    const { priority, labelNames } = reviewTicket(
      reviewFacts({ judgement: judgement({ severity: 'medium' }) }),
      TICKETS,
    );

    expect({ priority, labelNames }).toEqual({ priority: 'medium', labelNames: ['Cloudflare', 'Token review'] });
  });

  it("puts the operator's own Markdown before the facts", () => {
    const { description } = reviewTicket(reviewFacts(), { ...TICKETS, intro: 'Procedure: **SOP-7**' });

    expect(description.split('\n\n')[1]).toBe('Procedure: **SOP-7**');
  });

  it('takes a scope that could not be read for everything', () => {
    const reasons = [{ code: 'scope_unknown' as const, sentence: 'Its scope could not be read.' }];
    const { description } = reviewTicket(reviewFacts({ judgement: judgement({ scope: [], reasons }) }), TICKETS);

    expect(description).toContain('take it that it may do everything its issuer may');
  });

  it('says that nothing lets a credential in where its scope was read and is empty', () => {
    const reasons = [{ code: 'unapproved_issuer' as const, sentence: 'Its issuer is not approved.' }];
    const { description } = reviewTicket(reviewFacts({ judgement: judgement({ scope: [], reasons }) }), TICKETS);

    expect(description).toContain('Nothing that was read lets it in anywhere yet.');
    expect(description).not.toContain('could not be read');
  });

  it('says so where the event tells nothing', () => {
    const event = auditEvent();
    const silent = reviewFacts({
      event: {
        ...event,
        id: undefined,
        time: undefined,
        actor: { id: '', type: '', context: '', email: '', ip: '', tokenId: '', tokenName: '' },
        request: { method: '', uri: '', rayId: '', userAgent: '' },
      },
      credentialId: null,
      credentialName: '',
    });

    const { title, description } = reviewTicket(silent, TICKETS);

    expect(title).toBe('Review: account API token created in Acme Corp: no name');
    expect(description).toContain('an actor that the event does not name');
    expect(description).toContain('| Id | not recorded |');
    expect(description).not.toContain('``');
  });

  it('stays under 30,000 characters and names the archived object when it leaves rows out, the harmless ones', () => {
    const row = { resource: `zone ${'z'.repeat(240)}`, permission: 'p'.repeat(250), broad: false };
    const scope = [
      ...Array.from({ length: 200 }, () => ({ ...row, access: 'read' as const })),
      { ...row, permission: 'DNS Write', access: 'write' as const },
    ];

    const { description } = reviewTicket(reviewFacts({ judgement: judgement({ scope }) }), TICKETS);

    expect(description.length).toBeLessThanOrEqual(30_000);
    expect(description).toMatch(/This table is cut: \d+ of 201 rows are left out.*`s3:\/\/evidence\/audit/);
    expect(description).toContain('`DNS Write`');
    expect(description).toContain('## Revoke checklist');
  });
});

describe("strangers' text", () => {
  const harmless = saying('harmless text');

  it.each(HOSTILE_TEXTS)('leaves the structure of the ticket unchanged: %j', (text) => {
    const { title, description } = reviewTicket(saying(text), TICKETS);

    expect(outlineOf(description)).toEqual(outlineOf(reviewTicket(harmless, TICKETS).description));
    expect(proseOf(description)).not.toMatch(/@|https?:\/\/|www\./i);
    expect(description).not.toMatch(/^\s*\+\+\+/m);
    expect(description).not.toMatch(/[^\P{C}\n]|\p{Default_Ignorable_Code_Point}/u);
    expect(description.length).toBeLessThanOrEqual(30_000);
    expect(markerIn(description.slice(description.indexOf('\n')))).toBeUndefined();
    expect(title).not.toMatch(/[\n@`*[\]<>|#~]|:\/\//);
    expect(outlineOf(title)).toEqual(['root', ' paragraph', '  text']);
    expect(title.length).toBeLessThanOrEqual(200);
  });

  it.each(HOSTILE_TEXTS)('leaves the structure of comments unchanged: %j', (text) => {
    for (const comment of [furtherEventComment, reopeningComment]) {
      const markdown = comment(saying(text));

      expect(outlineOf(markdown)).toEqual(outlineOf(comment(harmless)));
      expect(proseOf(markdown)).not.toMatch(/@|https?:\/\/|www\./i);
      expect(markdown).not.toMatch(/^\s*\+\+\+/m);
    }
  });

  it('reaches no call of the checklist unless it is an id', () => {
    const { description } = reviewTicket(saying('x/../../members/1'), TICKETS);
    const checklist = description.slice(description.indexOf('## Revoke'), description.indexOf('## Evidence'));

    expect(checklist).not.toContain('members/1');
    expect(checklist).toContain('`DELETE /accounts/<account id>/tokens/<id>`');
    expect(count(checklist, 'code')).toBe(0);
  });
});

describe('the comment for a further event', () => {
  it('is short: facts, reasons, severity and archived object, without a checklist', () => {
    const comment = furtherEventComment(reviewFacts({ kind: 'account_token.roll' }));

    expect(comment).toContain('account API token given a new secret');
    expect(comment).toContain('Critical severity.');
    expect(comment).toContain('It may change things');
    expect(comment).toContain('s3://evidence/');
    expect(comment).not.toContain('- [ ]');
  });

  it('says on a reopened ticket that it was opened again', () => {
    expect(reopeningComment(reviewFacts())).toContain('Opened again');
  });
});
