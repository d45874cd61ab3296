import fc from 'fast-check';
import { reportDocument } from '../../../domain/investigation/report/report-document';
import type { TimelineEvent } from '../../../domain/investigation/timeline';
import { ATTACK, reportFacts, sha256 } from '../../fixtures/confluence/report-facts';
import { HOSTILE_TEXTS } from '../../fixtures/linear/hostile-texts';
import { did, HOTEL, times, USUAL_DAY } from './histories/build';

function attachment(extension: 'svg' | 'csv', events: readonly TimelineEvent[]): string {
  const { attachments } = reportDocument(reportFacts(events), { sha256 });
  return attachments.find(({ name }) => name.endsWith(extension))?.text ?? '';
}

/** Lines and fields as RFC 4180 has them. Throws on anything else. */
function parsedCsv(text: string): readonly (readonly string[])[] {
  const lines = text.split('\r\n');
  expect(lines.pop()).toBe('');
  return lines.map((line, index) => {
    if (index === 0) return line.split(',');
    expect(line).toMatch(/^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/);
    return [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field = '']) => field.replaceAll('""', '"'));
  });
}

/** Elements in order; throws when the text is no well-formed XML of the few elements and entities that we use. */
function svgElements(text: string): readonly string[] {
  const elements: string[] = [];
  const open: string[] = [];
  for (const [token] of text.matchAll(/<[^>]*>|[^<]+/g)) {
    if (!token.startsWith('<')) {
      expect(token.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[<&\p{Cs}]/u);
      continue;
    }
    if (token.startsWith('</')) {
      expect(token).toBe(`</${open.pop() ?? ''}>`);
      continue;
    }
    const [, name = '', slash] = /^<([a-z]+)(?: [\w:-]+="[^"<&]*")*(\/?)>$/i.exec(token) ?? [];
    expect(['svg', 'rect', 'line', 'text', 'circle', 'title']).toContain(name);
    elements.push(name);
    if (slash !== '/') open.push(name);
  }
  expect(open).toEqual([]);
  return elements;
}

const poisoned = (text: string) =>
  ATTACK.map((event) => ({
    ...event,
    address: text,
    target: text,
    userAgent: text,
    text: { summary: text, targetName: text },
  }));

describe('the timeline as CSV', () => {
  it('has every event, with its place on the page and its id at the provider', () => {
    const [head = [], ...lines] = parsedCsv(
      attachment('csv', [...USUAL_DAY, ...times(500, (when) => did(when, 'read'))]),
    );
    expect(lines).toHaveLength(509);
    expect(head.slice(0, 4)).toEqual(['ref', 'time_utc', 'source', 'id']);
    expect(lines.every((line) => line.length === head.length)).toBe(true);
    expect(lines.at(-1)?.slice(0, 3)).toEqual(['C508', '2026-11-22T20:19:00.000Z', 'cloudflare']);
  });

  it('names the indicators of each event', () => {
    const [head = [], ...lines] = parsedCsv(attachment('csv', ATTACK));
    const made = lines.find((line) => line[head.indexOf('target_name')] === 'deploy-helper');
    expect(made?.[head.indexOf('indicators')]?.split(' ')).toContain('credential_after_new_address');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '"=1', "'=1", '＝1', '|calc', '\u200B=1', '%0A=1'])(
    'takes the formula out of %j',
    (text) => {
      const fields = parsedCsv(attachment('csv', poisoned(text)))
        .slice(1)
        .flat();
      expect(fields.filter((field) => /^[^A-Za-z0-9']*[=+\-@|＝]/u.test(field))).toEqual([]);
      expect(fields.some((field) => field.startsWith("'"))).toBe(true);
    },
  );

  it.each(["x;=cmd|'/c calc'!A1", 'x; =1', 'x;"=1', "x;'+1", 'x;\t-1', 'a;b;@SUM(A1)', 'x\t=1', ';|calc', 'x;＝1'])(
    'begins no cell with a formula where cells end at semicolons or tabs: %j',
    (text) => {
      const cells = attachment('csv', poisoned(text)).split(/[;\t]/).slice(1);
      expect(cells.filter((cell) => /^[\s"]*[=+\-@|%＝]/u.test(cell))).toEqual([]);
    },
  );

  it('leaves a semicolon that begins no formula as it is', () =>
    expect(attachment('csv', poisoned('Mozilla/5.0 (X11; Linux x86_64)'))).toContain(
      '"Mozilla/5.0 (X11; Linux x86_64)"',
    ));

  it.each(HOSTILE_TEXTS)('stays a table with %j in it', (text) => {
    const [head = [], ...lines] = parsedCsv(attachment('csv', poisoned(text)));
    expect(lines).toHaveLength(ATTACK.length);
    expect(lines.every((line) => line.length === head.length)).toBe(true);
  });

  it('is a table of texts that are no formulas, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const fields = parsedCsv(attachment('csv', poisoned(text)))
          .slice(1)
          .flat();
        expect(fields.filter((field) => /^\s*[=+\-@]/.test(field))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the timeline as a picture', () => {
  it('has a dot for each event, a line for each address and the anomaly', () => {
    const svg = attachment('svg', ATTACK);
    const legend = 6;
    const closeUp = 7;
    expect(svgElements(svg).filter((name) => name === 'title')).toHaveLength(16 + closeUp);
    expect(svgElements(svg).filter((name) => name === 'circle')).toHaveLength(16 + closeUp + legend);
    expect(svg.match(/>reported anomaly</g)).toHaveLength(2);
    expect(svg).toContain('>203.0.113.77<');
    expect(svg).toContain('C9 2026-11-22 12:00:00 credential created: deploy-helper');
  });

  it('draws what others did at the address as a ring, and says whose it is', () => {
    const others = did('+5m', 'credential_minted', {
      address: HOTEL,
      matchedBy: 'address',
      actor: { id: 'c', email: 'carol@example.com', name: '', type: 'user' },
      text: { summary: '', targetName: 'carols-token' },
    });
    const ring =
      /<circle [^>]* fill="#ffffff" stroke="#[0-9a-f]{6}" stroke-width="2"><title>[^<]*carols-token, by carol@example\.com, who shares only the address</;
    expect(attachment('svg', [...ATTACK, others])).toMatch(ring);
    expect(attachment('svg', ATTACK)).not.toMatch(/stroke-width="2"><title>/);
  });

  it('says of an act that failed that it failed', () => {
    const failed = ATTACK.map((event) =>
      event.kind === 'member_added' ? { ...event, outcome: 'failure' as const } : event,
    );
    expect(attachment('svg', failed)).toContain('member added (failed): helper@example.net');
  });

  it('keeps the names of dots beside the line of the anomaly', () => {
    const svg = attachment('svg', ATTACK);
    const line = [...svg.matchAll(/<line x1="([\d.]+)"[^>]*stroke-dasharray/g)].at(-1)?.[1];
    const [, x, anchor] = /<text x="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*>C9</.exec(svg) ?? [];
    expect([Number(x) - Number(line), anchor]).toEqual([4, 'start']);
  });

  it('paints an act that a mistake explains as a mistake, and not as a sign of an attack', () => {
    const ssl = { target: '/zones/z1/settings/ssl' };
    const mistake = [...USUAL_DAY, did('+0m', 'security_weakened', ssl), did('+6m', 'security_strengthened', ssl)];
    const inLegend = 1;
    expect(attachment('svg', mistake).match(/fill="#de350b"/g)).toHaveLength(inLegend);
    expect(attachment('svg', mistake).match(/fill="#ff991f"/g)?.length).toBeGreaterThan(inLegend);
  });

  it('has no second, larger part when nothing is in question', () =>
    expect(attachment('svg', USUAL_DAY)).not.toContain('What is in question'));

  it('stays small when events are many, and counts those that share a dot', () => {
    const svg = attachment(
      'svg',
      Array.from({ length: 5_000 }, (_, n) => did(`+${n}s`, 'read')),
    );
    expect(svg.length).toBeLessThan(500_000);
    expect(svg).toMatch(/and \d+ more<\/title>/);
    expect(svg).toContain('5,000 events, times in UTC');
  });

  it('shares a line among addresses when they are very many', () => {
    const svg = attachment(
      'svg',
      Array.from({ length: 40 }, (_, n) => did(`+${n}m`, 'read', { address: `192.0.2.${n}` })),
    );
    expect(svg).toContain('>27 addresses<');
  });

  it('says how many events have no time', () =>
    expect(attachment('svg', [did('+0m', 'read', { time: null }), did('+1m', 'read')])).toContain(
      '2 events, 1 of them without a time and not drawn',
    ));

  it('can be drawn without any event', () => expect(svgElements(attachment('svg', []))[0]).toBe('svg'));

  it.each([
    ...HOSTILE_TEXTS,
    '</title><script>alert(1)</script>',
    '"/><image href="https://evil.example/x"/>',
    ']]>',
    '&amp;<x>',
  ])('is a picture and nothing else with %j in it', (text) => {
    const svg = attachment('svg', poisoned(text));
    expect(svgElements(svg)[0]).toBe('svg');
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/i);
  });

  it('is well-formed whatever strangers write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(svgElements(attachment('svg', poisoned(text)))[0]).toBe('svg');
      }),
      { numRuns: 60 },
    );
  });
});
