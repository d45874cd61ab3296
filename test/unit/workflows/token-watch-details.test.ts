import { currentDetails } from '../../../workflows/token-watch-details';
import type { FlaggedEvent } from '../../../workflows/token-watch-state';
import { longKey, pendingEvent, RESULT, some } from './results';

const END = '2026-11-22T10:10:00.000Z';
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
    const text = currentDetails('reading', END, result, []);
    expect(text).toContain(`**reading**, log read through ${RESULT.through} of ${END}`);
    expect(text).toContain('| 700 | 0 | 0 | 0 | 0 | 3 | 2 | 0 | 0 |');
  });

  it('have no section without content', () => {
    const text = currentDetails('done', END, RESULT, []);
    for (const title of ['Attention', 'Flagged', 'Pending']) expect(text).not.toContain(title);
  });

  it('list what is flagged, what waits and what needs attention', () => {
    const result = { ...RESULT, attention: ['ticket: Conflict'], pending: [pendingEvent(1, { type: 'Conflict' })] };
    const text = currentDetails('done', END, result, [flagged(7)]);
    expect(text).toContain('- ticket: Conflict');
    expect(text).toContain(`- critical: write_scope, broad_scope \`${longKey(7)}\``);
    expect(text).toContain(`- ticket, Conflict: \`${longKey(1)}\``);
  });

  it('hold nothing that came from outside', () => {
    const pending = [pendingEvent(1, { id: 'id-from-outside # heading' })];
    expect(currentDetails('done', END, { ...RESULT, pending }, [flagged(7)])).not.toMatch(/outside|evil|img/);
  });

  it('stop after twenty lines and count the rest', () => {
    const text = currentDetails('done', END, { ...RESULT, pending: some(500, pendingEvent) }, some(60, flagged));
    expect(text).toContain('- and 40 more');
    expect(text).toContain('- and 480 more');
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
  });
});
