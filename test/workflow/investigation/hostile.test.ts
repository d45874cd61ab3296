import type { Json } from '../../../sandbox/json';
import { evidenceLines } from '../../support/evidence-lines';
import { InvestigationsRig, type ApiAnswer } from '../../support/investigations-rig';
import { plantedAnomaly, plantedCloudflareEvent, plantedDatadogEvent } from '../../support/planted-events';

const MENTION = '{"type":"mention","attrs":{"id":"712020:aaaa"}}';

/** Texts that try to be more than text, wherever they are shown, searched for or opened. */
const ATTEMPTS: readonly (readonly [string, string])[] = [
  ['ADF', `{"version":1,"type":"doc","content":[{"type":"paragraph","content":[${MENTION}]}]}`],
  ['ADF behind a quotation mark', `"}]},${MENTION},{"type":"text","text":"`],
  ['Markdown', '[report](https://evil.example/a) ![x](//evil.example/p.png) # Approved\n- [x] done @alice @here'],
  ['HTML', '</text></svg><script>alert(1)</script><img src=https://evil.example/p.png onerror=alert(1)>'],
  ['wiki markup', '{html}<b>x</b>{html} [~alice] [x|https://evil.example] h1. Approved <ac:link><ri:user/></ac:link>'],
  ['an address with another scheme', 'javascript:alert(1) data:text/html,x https://dash.cloudflare.com@evil.example/'],
  ['query syntax', 'x" OR @usr.email:* OR "y'],
  ['query syntax with a backslash', '\\" OR * OR @usr.id:"*'],
  ['bidi and hidden characters', '\u202Egpj.exe\u2066\u200B\u{E0041}\u0000\u0007 \uD800'],
  ['a formula', '=HYPERLINK("https://evil.example","x")'],
  ['nothing but marks', '\u200B\u202E\u2069'],
];

/** Bidi controls, invisible characters and tags of Unicode. */
const HIDDEN = /[\u0000-\u0008\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|\uDB40[\uDC00-\uDC7F]/;
const QUERY_TERM = '@(?:usr\\.email|usr\\.id|network\\.client\\.ip):"(?:[^"\\\\]|\\\\.)*"';
const QUERY = new RegExp(`^(?:${QUERY_TERM}|\\(${QUERY_TERM}(?: OR ${QUERY_TERM})*\\))$`, 's');

let rig: InvestigationsRig;
let sent: jest.SpiedFunction<typeof fetch>;
const answers = new Map<string, ApiAnswer>();
const evidence: Json[] = [];

beforeAll(async () => {
  sent = jest.spyOn(globalThis, 'fetch');
  rig = await InvestigationsRig.start();
  const time = new Date(Date.now() - 600_000).toISOString();
  for (const [index, [name, attempt]] of ATTEMPTS.entries()) {
    const who = { time, email: `mallory-${index}@example.com`, ip: `203.0.113.${index}` };
    rig.sandbox.control.addEvent(
      plantedCloudflareEvent(rig.accountId, { ...who, id: `in-cloudflare-${index}` }, () => attempt),
    );
    rig.sandbox.control.datadog.addEvent(plantedDatadogEvent({ ...who, id: `in-datadog-${index}` }, () => attempt));
    answers.set(name, await rig.post(plantedAnomaly(who, () => attempt.trim() || 'x')));
  }
  const bystander = { id: 'of-a-bystander', time, email: 'bystander@example.com', ip: '198.51.100.9' };
  rig.sandbox.control.datadog.addEvent(plantedDatadogEvent(bystander, () => 'text'));
  for (const [name, email] of [
    ['an e-mail address that is a query', '"OR*OR"@example.com'],
    ['an e-mail address that asks for all', '*@example.com'],
  ] as const) {
    answers.set(name, await rig.post({ actor: { email, id: 'x" OR *' }, action: 'token_create', timestamp: time }));
  }
  for (const key of await rig.keys('evidence/')) evidence.push(...(await evidenceLines(rig, key)));
}, 180_000);

afterAll(async () => {
  sent.mockRestore();
  await rig.close();
}, 60_000);

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Every node and mark of a page, its own and those below it. */
function nodesOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(nodesOf)];
}

const documents = (): Json[][] => rig.reports.map(({ adf }) => nodesOf(JSON.parse(adf)));

const attached = (extension: string): string[] =>
  rig.reports.flatMap(({ id, attachments }) =>
    attachments
      .filter(({ title }) => title.endsWith(extension))
      .map(({ title }) => rig.sandbox.control.confluence.attachment(id, title).toString()),
  );

describe('texts of strangers that try to be more than text', () => {
  it('each have a report, which Confluence accepts as it is', () => {
    const refused = [...answers].filter(([, { status }]) => status !== 200);
    expect(refused.map(([name, { body }]) => [name, body])).toEqual([]);
    expect(rig.reports).toHaveLength(answers.size);
  });

  it('are read from both sources', () => {
    const read = evidence.flatMap(({ event }) => (isObject(event) ? [String(event['id'])] : []));
    const planted = [...ATTEMPTS.keys()].flatMap((index) => [`in-cloudflare-${index}`, `in-datadog-${index}`]);
    expect(read.toSorted()).toEqual(planted.toSorted());
  });

  it('become no node that acts: no mention, no card, no picture, no macro', () => {
    const acting = /mention|card|media|extension|emoji|embed|placeholder/i;
    const types = new Set(documents().flatMap((nodes) => nodes.map(({ type }) => String(type))));
    expect([...types].filter((type) => acting.test(type))).toEqual([]);
    expect(types).toContain('text');
  });

  it('become no link to a host of theirs', () => {
    const links = documents().flatMap((nodes) =>
      nodes.filter(({ type }) => type === 'link').map(({ attrs }) => new URL(String((attrs as Json)['href']))),
    );
    expect(links.length).toBeGreaterThan(0);
    for (const { protocol, host, username } of links) {
      expect([protocol, username]).toEqual(['https:', '']);
      expect(['attack.mitre.org', 'dash.cloudflare.com']).toContain(host);
    }
  });

  it('leave no address that an editor would turn into a link', () => {
    const texts = documents().flatMap((nodes) => nodes.map(({ text }) => (typeof text === 'string' ? text : '')));
    expect(texts.filter((text) => /https?:\/\/[^/]*evil\.example/.test(text))).toEqual([]);
    expect(texts.join('\n')).toContain('evil');
  });

  it('keep nothing that hides or turns the text around it', () => {
    for (const { title, adf } of rig.reports) expect(title + adf).not.toMatch(HIDDEN);
    for (const text of [...attached('.svg'), ...attached('.csv')]) expect(text).not.toMatch(HIDDEN);
  });

  it('stand in titles and labels as words at most', () => {
    for (const { title, labels } of rig.reports) {
      expect(title).toMatch(/^INV-[0-9a-f]{12} [a-z ]+$/);
      for (const label of labels) expect(label).toMatch(/^[a-z0-9-]+$/);
    }
  });

  it('are no markup in the picture and no formula in the table', () => {
    const pictures = attached('.svg');
    expect(pictures).toHaveLength(rig.reports.length);
    for (const picture of pictures) expect(picture).not.toMatch(/<(?:script|img|image|a|foreignObject)\b|\shref=|<!/i);
    const tables = attached('.csv');
    expect(tables).toHaveLength(rig.reports.length);
    for (const table of tables) expect(table).not.toMatch(/(?:^|,|\n)"?[=+@\t]/);
  });

  it('widen no search of Datadog’s', () => {
    const searches = sent.mock.calls.flatMap(([, init]) =>
      typeof init?.body === 'string' && init.body.startsWith('{"filter"')
        ? [(JSON.parse(init.body) as { filter: { query: string } }).filter.query]
        : [],
    );
    expect(searches.length).toBeGreaterThanOrEqual(ATTEMPTS.length);
    for (const query of searches) expect(query).toMatch(QUERY);
    expect(searches.filter((query) => query.includes('*') || query.includes('OR *'))).toEqual([]);
    expect(JSON.stringify(evidence).includes('of-a-bystander')).toBe(false);
    expect(rig.sandbox.control.requests({ provider: 'datadog' }).map(({ status }) => status)).not.toContain(400);
  });

  it('choose neither path nor account of a request to Cloudflare', () => {
    const paths = rig.sandbox.control.requests({ provider: 'cloudflare' }).map(({ path }) => path.replace(/\?.*/s, ''));
    expect([...new Set(paths)]).toEqual([`/accounts/${rig.accountId}/logs/audit`]);
  });
});
