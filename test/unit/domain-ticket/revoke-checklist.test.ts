import { CREDENTIAL_KINDS } from '../../../domain/credential-kind';
import { checklistFor, REVOKE_CHECKLISTS, revokeChecklist } from '../../../domain/revoke-checklist';
import { count } from '../../fixtures/linear/markdown-structure';
import { ACCOUNT_ID, TOKEN_ID } from '../../fixtures/linear/review-facts';

const SUBJECT = {
  kind: 'account_token.create',
  accountId: ACCOUNT_ID,
  credentialId: TOKEN_ID,
  zoneId: '',
  issuerTokenId: '1122334455667788990011223344aabb',
  time: '2026-11-22T01:10:09.000Z',
} as const;

describe.each(REVOKE_CHECKLISTS)('the checklist for: $subject', ({ subject, hit, miss, steps }) => {
  it(`is for ${hit}`, () => expect(checklistFor(hit).subject).toBe(subject));
  it(`is not for ${miss}`, () => expect(checklistFor(miss).subject).not.toBe(subject));

  it('confirms, contains, verifies and closes, in this order', () => {
    const order = ['Confirm', 'Contain', 'Verify', 'Look back', 'Close'];
    const ranks = steps.map(({ does }) => order.indexOf(does));

    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    for (const part of ['Confirm', 'Contain', 'Verify', 'Close']) expect(steps.map(({ does }) => does)).toContain(part);
  });

  it('fills every placeholder and makes one box of each step', () => {
    const markdown = revokeChecklist({ ...SUBJECT, kind: hit });

    expect(markdown).not.toMatch(/\{\w+\}/);
    expect(markdown.match(/^- \[ \] /gm)).toHaveLength(steps.length);
    expect(count(markdown, 'html')).toBe(0);
  });

  it('is no HTML either when the event names nothing', () => {
    const nothing = { ...SUBJECT, kind: hit, accountId: '', credentialId: null, issuerTokenId: '', time: undefined };

    expect(count(revokeChecklist(nothing), 'html')).toBe(0);
  });
});

it('has a checklist for every kind', () => {
  for (const kind of CREDENTIAL_KINDS) expect(revokeChecklist({ ...SUBJECT, kind })).toContain('- [ ] **Contain.**');
});

it('never offers a new secret as containment', () => {
  for (const kind of CREDENTIAL_KINDS) {
    const contain = revokeChecklist({ ...SUBJECT, kind }).match(/^- \[ \] \*\*Contain\..*/gm) ?? [];
    expect(contain.join('\n')).not.toMatch(/PUT \S+\/value|\/rotate`/);
  }
});

it('calls the zone for a service token of a zone', () => {
  const zoneId = 'd41d8cd98f00b204e9800998ecf8427e';

  expect(revokeChecklist({ ...SUBJECT, kind: 'service_token.create', zoneId })).toContain(
    `DELETE /zones/${zoneId}/access/service_tokens/${TOKEN_ID}`,
  );
});

it('has a command for the shell only where the id is one', () => {
  expect(revokeChecklist(SUBJECT)).toContain(
    `"https://api.cloudflare.com/client/v4/accounts/${ACCOUNT_ID}/tokens/${TOKEN_ID}"`,
  );
  expect(revokeChecklist({ ...SUBJECT, credentialId: 'x"; reboot; "' })).not.toContain('curl');
});
