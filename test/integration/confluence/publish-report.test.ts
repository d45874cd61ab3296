import { Buffer } from 'node:buffer';
import {
  attackReport,
  ATTACHMENT,
  CREATE,
  LABEL,
  PROPERTY,
  startConfluenceRig,
  type ConfluenceRig,
} from './confluence-rig';

const TITLE = attackReport().title;
const containing = (text: string): unknown => expect.stringContaining(text);
let rig: ConfluenceRig;

beforeEach(async () => void (rig = await startConfluenceRig()));
afterEach(() => rig.close());

const control = () => rig.sandbox.control;
const writes = () =>
  control()
    .requests()
    .filter(({ method }) => method !== 'GET').length;

/** The page, whole: labels, files and the note that it is complete. */
function expectWhole(): void {
  const pages = rig.reportPages();
  expect(pages).toHaveLength(1);
  expect(pages[0]).toMatchObject({
    title: TITLE,
    parentId: rig.settings.parentId,
    labels: ['edgewarden', 'verdict-likely-malicious', 'security'],
    attachments: attackReport().attachments.map(({ name: title }) => ({ title })),
    properties: [{ key: 'edgewarden' }],
  });
}

/** Another program writes with the same API. */
async function api(method: string, path: string, body?: unknown): Promise<unknown> {
  const { apiBase, email, token } = rig.settings;
  const answer = await fetch(`${apiBase}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const pageBody = (...paragraphs: readonly string[]) => ({
  representation: 'atlas_doc_format',
  value: JSON.stringify({
    version: 1,
    type: 'doc',
    content: paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
  }),
});

describe('publishing a report', () => {
  it('makes one page below the parent, with labels, attachments and a link that opens', async () => {
    const published = await rig.publish();

    expect(published).toMatchObject({ outcome: 'created', warnings: [] });
    expect(published.url).toMatch(new RegExp(`^${rig.settings.siteUrl}/wiki/spaces/SEC/pages/${published.pageId}/`));
    expect((await fetch(published.url)).status).toBe(200);
    expectWhole();
  });

  it('attaches the files as they are, whatever alphabet they are in', async () => {
    const report = attackReport();
    await rig.publish({
      report: {
        ...report,
        attachments: [{ name: 'timeline-1.csv', contentType: 'text/csv; charset=UTF-8', text: '"Ключ","東京"\r\n' }],
      },
    });
    expect(control().confluence.attachment(TITLE, 'timeline-1.csv').toString('utf8')).toBe('"Ключ","東京"\r\n');
  });

  it('writes nothing when the same delivery comes again', async () => {
    const first = await rig.publish();
    const before = writes();

    expect(await rig.publish()).toEqual({ ...first, outcome: 'found' });
    expect(writes()).toBe(before);
    expectWhole();
  });

  it('makes another page for another investigation', async () => {
    const [first, second] = [
      await rig.publish(),
      await rig.publish({ report: attackReport('000102030405060708090a0b') }),
    ];
    expect(second.pageId).not.toBe(first.pageId);
  });

  it('works without parent, labels and attachments', async () => {
    const report = { ...attackReport(), labels: [], attachments: [] };
    await expect(rig.publish({ report, settings: { parentId: undefined, labels: [] } })).resolves.toMatchObject({
      outcome: 'created',
      warnings: [],
    });
  });

  it.each([2, 5])('ends in one page when %i publishers race', async (publishers) => {
    const published = await Promise.all(Array.from({ length: publishers }, () => rig.publish()));

    expect(new Set(published.map(({ pageId }) => pageId)).size).toBe(1);
    expect(published.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expectWhole();
  });

  it.each([
    ['of another investigation', JSON.stringify({ ...attackReport(), investigation: 'x' })],
    ['of another shape', JSON.stringify({ ...attackReport(), body: {} })],
    ['that is cut off', JSON.stringify(attackReport()).slice(0, -1)],
  ])('refuses a stored report %s', async (_, stored) => {
    await expect(rig.publish({ stored })).rejects.toMatchObject({
      type: 'UnexpectedAnswer',
      message: containing('cannot be read'),
    });
    expect(rig.reportPages()).toEqual([]);
  });
});

describe('a lost answer', () => {
  it.each(['lost-answer', 'stalled-body', 'truncated-json', 'wrong-schema', 'html'] as const)(
    'to the create (%s) ends in one whole page',
    async (kind) => {
      control().addFault({ ...CREATE, kind });
      await rig.publish({ fetchTimeoutMs: 500 }).catch(() => rig.publish({ attempt: 2 }));
      expectWhole();
    },
  );

  it('to the create is found within the same attempt', async () => {
    control().addFault({ ...CREATE, kind: 'lost-answer' });
    await expect(rig.publish()).resolves.toMatchObject({ outcome: 'created', warnings: [] });
    expectWhole();
  });

  it('to the create while the look-up fails too is found by the next attempt', async () => {
    control().addFault({ ...CREATE, kind: 'lost-answer' });
    control().addFault({ provider: 'confluence', method: 'GET', path: '/pages\\?', skip: 1, kind: 'drop' });

    await expect(rig.publish()).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
    await expect(rig.publish({ attempt: 2 })).resolves.toMatchObject({ outcome: 'found' });
    expectWhole();
  });

  it.each([
    ['labels', LABEL],
    ['an attachment', ATTACHMENT],
    ['the property', PROPERTY],
  ])('to %s leaves the page whole after the next attempt', async (_, request) => {
    control().addFault({ ...request, kind: 'lost-answer' });
    await rig.publish().catch(() => rig.publish({ attempt: 2 }));
    expectWhole();
  });

  it.each([
    ['labels', LABEL],
    ['the first attachment', ATTACHMENT],
    ['the second attachment', { ...ATTACHMENT, skip: 1 }],
    ['the property', PROPERTY],
  ])('and a death before %s leaves the page whole after the next attempt', async (_, request) => {
    control().addFault({ ...request, kind: 'drop' });
    await expect(rig.publish()).rejects.toMatchObject({ type: 'Unavailable' });
    await expect(rig.publish({ attempt: 2 })).resolves.toMatchObject({ outcome: 'found', warnings: [] });
    expectWhole();
  });

  it('when nothing was written is no page, and the next attempt makes it', async () => {
    control().addFault({ ...CREATE, kind: 'drop' });
    await expect(rig.publish()).rejects.toMatchObject({ type: 'Unavailable' });
    expect(rig.reportPages()).toEqual([]);
    await expect(rig.publish({ attempt: 2 })).resolves.toMatchObject({ outcome: 'created' });
  });
});

describe('a title that is taken', () => {
  it('by a page of somebody else’s is a Conflict that names the page, which stays as it is', async () => {
    await api('POST', '/wiki/api/v2/pages', {
      spaceId: '98305',
      status: 'current',
      title: TITLE.toUpperCase(),
      body: pageBody('Mine.'),
    });
    const before = control().confluence.page(TITLE.toUpperCase());

    await expect(rig.publish()).rejects.toMatchObject({
      type: 'Conflict',
      nonRetryable: true,
      message: containing(TITLE),
    });
    expect(control().confluence.page(TITLE.toUpperCase())).toEqual(before);
    expect(rig.reportPages()).toEqual([]);
  });

  it('in the moment of a create whose answer is lost is a Conflict too', async () => {
    const theirs = { spaceId: '98305', status: 'current', title: TITLE, body: pageBody('Mine.') };
    await api('POST', '/wiki/api/v2/pages', theirs);
    const nothing = { status: 200, body: { results: [], _links: {} } };
    control().addFault({ provider: 'confluence', method: 'GET', path: '/pages\\?', kind: nothing });
    control().addFault({ ...CREATE, kind: 'drop' });

    await expect(rig.publish()).rejects.toMatchObject({ type: 'Conflict', nonRetryable: true });
  });

  it('by a report of another investigation is a Conflict', async () => {
    const marker = `edgewarden:${'0'.repeat(16)}`;
    await api('POST', '/wiki/api/v2/pages', {
      spaceId: '98305',
      status: 'current',
      title: TITLE,
      body: pageBody(marker),
    });
    await expect(rig.publish()).rejects.toMatchObject({ type: 'Conflict' });
  });

  it('by an archived page is a Conflict that names it and says where to look', async () => {
    const { url } = await rig.publish();
    control().confluence.archivePage(TITLE);

    const failed = rig.publish();
    await expect(failed).rejects.toMatchObject({ type: 'Conflict', message: containing(url) });
    await expect(failed).rejects.toMatchObject({ message: containing('archived') });
  });

  it('by a page that nobody shows is tried again, and names what to look for', async () => {
    control().addFault({
      ...CREATE,
      kind: {
        status: 400,
        body: {
          errors: [
            { status: 400, code: 'INVALID_REQUEST_PARAMETER', title: 'A page with this title already exists: x' },
          ],
        },
      },
    });
    await expect(rig.publish()).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: false,
      message: containing('restricted page'),
    });
  });

  it('is free again when the page is in the trash', async () => {
    const first = await rig.publish();
    control().confluence.trashPage(TITLE);
    expect(await rig.publish()).toMatchObject({ outcome: 'created' });
    expect(rig.reportPages().find(({ status }) => status === 'current')?.id).not.toBe(first.pageId);
  });
});

describe('a page that is deleted while it is being completed', () => {
  it.each([
    ['before its labels', CREATE.path],
    ['before its files', LABEL.path],
    ['before it is noted as complete', ATTACHMENT.path],
  ])('%s is no success: the next attempt makes it anew', async (_, after) => {
    let isDeleted = false;
    control().onRequest(({ method, path }) => {
      if (isDeleted || method !== 'POST' || !new RegExp(after).test(path)) return;
      isDeleted = true;
      control().confluence.trashPage(TITLE);
    });

    const failed = rig.publish();
    await expect(failed).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
    await expect(failed).rejects.toMatchObject({ message: containing('was deleted while it was being completed') });

    const published = await rig.publish({ attempt: 2 });
    expect(published).toMatchObject({ outcome: 'created', warnings: [] });
    expect((await fetch(published.url)).status).toBe(200);
  });

  it('is told apart from a permission that is missing', async () => {
    const notFound = { status: 404, body: { statusCode: 404, message: 'No content found' } };
    control().addFault({ ...LABEL, kind: notFound });
    const published = await rig.publish();
    expect(published).toMatchObject({ outcome: 'created' });
    expect(published.warnings).toHaveLength(2);
  });
});

describe('a page that people have edited', () => {
  it('is left as they have it', async () => {
    await rig.publish();
    control().confluence.editPage(TITLE, { text: 'It was me, on holiday.' });
    const [edited] = rig.reportPages();
    const before = writes();

    await expect(rig.publish()).resolves.toMatchObject({ outcome: 'superseded', warnings: [] });
    expect(rig.reportPages()).toEqual([edited]);
    expect(writes()).toBe(before);
  });

  it('is still ours when they have taken out its first line', async () => {
    const { pageId } = await rig.publish();
    await api('PUT', `/wiki/api/v2/pages/${pageId}`, {
      id: pageId,
      status: 'current',
      title: TITLE,
      body: pageBody('Rewritten.'),
      version: { number: 2 },
    });

    await expect(rig.publish()).resolves.toMatchObject({ outcome: 'superseded', pageId });
    expect(rig.reportPages()).toHaveLength(1);
  });

  it('before it was whole gets its labels and files, and keeps their text', async () => {
    control().addFault({ ...LABEL, kind: 'drop' });
    await rig.publish().catch(() => undefined);
    control().confluence.editPage(TITLE, { text: 'Early bird.' });

    await expect(rig.publish({ attempt: 2 })).resolves.toMatchObject({ outcome: 'superseded', warnings: [] });
    expectWhole();
    expect(rig.reportPages()[0]?.adf).toContain('Early bird.');
  });
});
