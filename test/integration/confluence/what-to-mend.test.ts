import { attackReport, CREATE, PROPERTY, startConfluenceRig, type ConfluenceRig } from './confluence-rig';

const containing = (text: string): unknown => expect.stringContaining(text);
let rig: ConfluenceRig;

beforeEach(async () => void (rig = await startConfluenceRig()));
afterEach(() => rig.close());

const control = () => rig.sandbox.control;

describe('what an operator has to mend', () => {
  it.each([
    ['token', { token: 'wrong' }],
    ['e-mail address', { email: 'somebody@example.com' }],
  ])('a wrong %s is said as such, although Confluence says "Not Found"', async (_, settings) => {
    await expect(rig.publish({ settings })).rejects.toMatchObject({
      type: 'AuthRejected',
      nonRetryable: true,
      message: containing('Check confluence.email and confluence.token'),
    });
  });

  it('a space that does not exist is named', async () => {
    await expect(rig.publish({ settings: { spaceKey: 'NOPE' } })).rejects.toMatchObject({
      type: 'Misconfigured',
      message: expect.stringMatching(/the space NOPE.*confluence\.spaceKey/) as unknown,
    });
  });

  it('a space that the account may not view is named with the permission', async () => {
    control().confluence.setApi({ visibleSpaces: ['OPS'] });
    await expect(rig.publish()).rejects.toMatchObject({
      type: 'Misconfigured',
      message: containing('permission View'),
    });
  });

  it('a missing permission to write is named with the space', async () => {
    control().confluence.setApi({ mayWrite: false });
    await expect(rig.publish()).rejects.toMatchObject({
      type: 'AuthRejected',
      nonRetryable: true,
      message: containing('the permission Add pages in the space SEC'),
    });
  });

  it('a parent that does not exist is named', async () => {
    await expect(rig.publish({ settings: { parentId: '4711' } })).rejects.toMatchObject({
      type: 'Misconfigured',
      message: containing('confluence.parentId'),
    });
  });

  it('a parent that was archived is named', async () => {
    control().confluence.archivePage(rig.settings.parentId ?? '');
    await expect(rig.publish()).rejects.toMatchObject({
      type: 'Misconfigured',
      message: containing('confluence.parentId'),
    });
  });

  it('a parent in another space is named', async () => {
    const other = control()
      .confluence.pages()
      .find(({ spaceId }) => spaceId !== '98305');
    await expect(rig.publish({ settings: { parentId: other!.id } })).rejects.toMatchObject({
      type: 'Misconfigured',
      message: containing('confluence.parentId'),
    });
  });

  it('missing scopes are named', async () => {
    control().confluence.setApi({ scopes: ['read:space:confluence', 'read:page:confluence'] });
    await expect(rig.publish()).rejects.toMatchObject({
      type: 'AuthRejected',
      message: containing('write:page:confluence'),
    });
  });

  it('scopes that only attachments lack cost a warning and not the page; a second run adds them', async () => {
    const scopes = ['read:space:confluence', 'read:page:confluence', 'write:page:confluence'];
    control().confluence.setApi({ scopes });
    const published = await rig.publish();
    expect(published.outcome).toBe('created');
    expect(published.warnings).toContainEqual(containing('write:confluence-file'));
    expect(published.warnings.at(-1)).toContain(
      `temporal workflow reset --workflow-id investigation/${attackReport().investigation} --type FirstWorkflowTask`,
    );

    control().confluence.setApi({ scopes: null });
    await expect(rig.publish()).resolves.toMatchObject({ outcome: 'found', warnings: [] });
    expect(rig.reportPages()).toMatchObject([
      {
        labels: ['edgewarden', 'verdict-likely-malicious', 'security'],
        attachments: attackReport().attachments.map(({ name: title }) => ({ title })),
      },
    ]);
  });

  it('a label that Confluence does not take costs a warning', async () => {
    const { warnings } = await rig.publish({ settings: { labels: ['two words'] } });
    expect(warnings).toEqual([containing('adding labels to page'), containing('completes the page')]);
    expect(rig.reportPages()[0]?.attachments).toHaveLength(2);
  });

  it('a file of the same name and another content costs a warning', async () => {
    const report = attackReport();
    const file = (text: string) => ({
      ...report,
      attachments: [{ name: 'timeline-1.csv', contentType: 'text/csv', text }],
    });
    control().addFault({ ...PROPERTY, kind: 'drop' });
    await rig.publish({ report: file('one') }).catch(() => undefined);

    const { warnings } = await rig.publish({ report: file('another'), attempt: 2 });
    expect(warnings).toEqual([containing('another file has this name'), containing('completes the page')]);
  });

  it('a page that is too large is refused for good', async () => {
    control().confluence.setApi({ maxBodyBytes: 1_000 });
    await expect(rig.publish()).rejects.toMatchObject({ type: 'Refused', nonRetryable: true });
  });

  it('a pause that Confluence asks for is kept', async () => {
    control().addFault({ ...CREATE, kind: { status: 429, headers: { 'retry-after': '7' } } });
    const failed = rig.publish();
    await expect(failed).rejects.toMatchObject({ type: 'RateLimited', nextRetryDelay: 7_000 });
    await expect(failed).rejects.not.toMatchObject({ message: containing('nothing to do') });
  });
});
