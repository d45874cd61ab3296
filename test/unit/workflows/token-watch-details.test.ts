import { currentDetails } from '../../../workflows/token-watch-details';
import type { FlaggedEvent } from '../../../workflows/token-watch-state';
import { longKey, pendingEvent, RESULT, some } from './results';

const NO_TICKETS = new Map<string, { identifier: string; url: string }>();
const flagged = (index: number): FlaggedEvent => ({
  key: longKey(index),
  stream: 'v2',
  id: 'id-from-outside **bold** <img src=x>',
  time: '2026-11-22T10:00:00.000Z',
  sha256: null,
  severity: 'critical',
  reasons: ['write_scope', 'broad_scope'],
  credential: 'credential-from-outside [link](https://evil.example)',
  body: '{"from":"outside"}',
});

describe('the details of a run', () => {
  it('say what it does, how far it is and what it counted', () => {
    const result = { ...RESULT, created: 3, flagged: 2, counts: { ...RESULT.counts, scanned: 700 } };
    const text = currentDetails('reading', result, [], NO_TICKETS);
    expect(text).toContain(`**reading**, audit log handled through ${RESULT.through}`);
    expect(text).toContain('| 700 | 0 | 0 | 0 | 0 | 3 | 2 | 0 | 0 |');
  });

  it('have no section without content', () => {
    const text = currentDetails('done', RESULT, [], NO_TICKETS);
    for (const title of ['Attention', 'Flagged', 'Pending']) expect(text).not.toContain(title);
  });

  it('list what is flagged, what waits and what needs attention', () => {
    const result = { ...RESULT, attention: ['ticket: Conflict'], pending: [pendingEvent(1, { type: 'Conflict' })] };
    const text = currentDetails('done', result, [flagged(7)], NO_TICKETS);
    expect(text).toContain('- ticket: Conflict');
    expect(text).toContain(`- critical: write_scope, broad_scope \`${longKey(7)}\``);
    expect(text).toContain(`- ticket, Conflict: \`${longKey(1)}\``);
  });

  it('link the tickets of what is flagged', () => {
    const tickets = new Map([
      [longKey(7), { identifier: 'SEC-12', url: 'https://linear.app/acme/issue/SEC-12/review' }],
    ]);
    expect(currentDetails('done', RESULT, [flagged(7)], tickets)).toContain(
      '[SEC-12](https://linear.app/acme/issue/SEC-12/review)',
    );
  });

  it.each([
    ['an identifier with Markdown in it', 'SEC-12](https://evil.example)', 'https://linear.app/acme/issue/SEC-12'],
    ['an address that ends the link early', 'SEC-12', 'https://linear.app/a) [x](https://evil.example'],
    ['another scheme', 'SEC-12', 'javascript:alert(1)'],
  ])('link nothing by %s', (_what, identifier, url) => {
    const tickets = new Map([[longKey(7), { identifier, url }]]);
    expect(currentDetails('done', RESULT, [flagged(7)], tickets)).not.toMatch(/evil|javascript|\]\(/);
  });

  it('hold nothing that came from outside', () => {
    const pending = [pendingEvent(1, { id: 'id-from-outside # heading' })];
    expect(currentDetails('done', { ...RESULT, pending }, [flagged(7)], NO_TICKETS)).not.toMatch(/outside|evil|img/);
  });

  it('stop after twenty lines and count the rest', () => {
    const text = currentDetails('done', { ...RESULT, pending: some(500, pendingEvent) }, some(60, flagged), NO_TICKETS);
    expect(text).toContain('- and 40 more');
    expect(text).toContain('- and 480 more');
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
  });
});
