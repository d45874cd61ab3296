import { checkConfluence } from '../../../cli/doctor/check-confluence';
import { checkDatadog } from '../../../cli/doctor/check-datadog';
import type { InvestigationsSettings } from '../../../config/settings';
import {
  INVESTIGATION_SECRETS,
  INVESTIGATION_SECTIONS,
  load,
  SECRETS,
  settingsText,
} from '../../unit/config/settings-text';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { s3Connection } from '../../support/servers';
import { called } from '../../unit/cli/called';
import { providerWarnings } from '../../../worker/provider-warnings';

let sandbox: Sandbox;
beforeEach(async () => void (sandbox = await startSandbox({ story: 'empty' })));
afterEach(() => sandbox.close());

const signal = AbortSignal.timeout(60_000);
const { confluence: wiki, datadog } = STORY_SETTING;

type Changed = Readonly<Record<string, string>>;

function textAndEnv(changed: Changed) {
  const { token = wiki.token, spaceKey = wiki.spaceKey, parentId = wiki.parentId, apiKey = datadog.apiKey } = changed;
  const text = settingsText({
    ...INVESTIGATION_SECTIONS,
    cloudflare: `{ baseUrl: '${sandbox.cloudflareUrl}' }`,
    confluence: `{ siteUrl: '${sandbox.confluenceUrl}', email: ${wiki.email}, token: { env: WIKI_TOKEN }, spaceKey: ${spaceKey}, parentId: '${parentId}' }`,
    datadog: `{ baseUrl: '${sandbox.datadogUrl}', apiKey: { env: DATADOG_API_KEY }, applicationKey: { env: DATADOG_APPLICATION_KEY } }`,
  });
  const env = {
    ...SECRETS,
    ...INVESTIGATION_SECRETS,
    WIKI_TOKEN: token,
    DATADOG_API_KEY: apiKey,
    DATADOG_APPLICATION_KEY: datadog.applicationKey,
  };
  return { text, env };
}

function settings(changed: Changed = {}): InvestigationsSettings {
  const { text, env } = textAndEnv(changed);
  return load(text, { env }).investigations!;
}

const doctorSays = (changed?: Changed) => checkConfluence(settings(changed).confluence, signal);

describe('before the first report', () => {
  it('all is said to be well where it is, and nothing is written', async () => {
    const { confluence, datadog: keys } = settings();
    expect(await checkConfluence(confluence, signal)).toMatchObject([{ state: 'ok', subject: 'confluence' }]);
    expect(await checkDatadog(keys!, Date.now(), signal)).toMatchObject([{ state: 'ok', subject: 'datadog' }]);
    expect(await providerWarnings(settings(), signal)).toEqual([]);
    expect(sandbox.control.requests({ provider: 'confluence' }).filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it.each([
    ['a token that is not known', { token: 'wrong' }, /does not accept the e-mail address and the API token/],
    ['a space that does not exist', { spaceKey: 'NOPE' }, /the space NOPE: there is none with this key/],
    ['a parent page that does not exist', { parentId: '4711' }, /should be the parent is not in the space SEC/],
  ])('%s is bad news of the doctor’s, and a warning of the worker’s', async (_, changed, words) => {
    const [finding, ...others] = await doctorSays(changed);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ state: 'bad', what: expect.stringMatching(words) as unknown });
    expect(finding).toMatchObject({ remedy: expect.stringMatching(/^Check confluence\./) as unknown });
    expect(await providerWarnings(settings(changed), signal)).toEqual([expect.stringMatching(words)]);
  });

  it('the doctor asks both, in the order in which an investigation needs them', async () => {
    const { text, env } = textAndEnv({ apiKey: 'wrong' });
    const { endpoint, credentials } = s3Connection();
    const archive = `archive: { endpoint: '${endpoint}', bucket: no-such-bucket-here, accessKeyId: { env: S3_ID }, secretAccessKey: { env: S3_SECRET } }`;
    const { code, printed } = await called(
      ['doctor'],
      text.replace(/^archive: .*$/m, archive),
      {
        ...env,
        S3_ID: credentials.accessKeyId,
        S3_SECRET: credentials.secretAccessKey,
        TEMPORAL_ADDRESS: '127.0.0.1:9',
      },
      new Date(),
    );
    expect(printed).toMatch(/^ok +confluence +shows the space SEC.*\nbad +datadog .*\n +.*datadog\.apiKey/m);
    expect(code).toBe(1);
  }, 30_000);

  it('a permission that is missing is named, although nothing was written', async () => {
    sandbox.control.confluence.setApi({ mayWrite: false });
    expect(await doctorSays()).toMatchObject([
      { state: 'bad', what: expect.stringContaining('permission Add pages in the space SEC') as unknown },
      { state: 'bad', what: expect.stringContaining('permission Add attachments') as unknown },
    ]);
    expect(await providerWarnings(settings(), signal)).toHaveLength(2);
  });

  it('a Confluence that does not tell permissions is not called bad', async () => {
    sandbox.control.addFault({ provider: 'confluence', path: '/operations$', kind: { status: 403, body: {} } });
    expect(await doctorSays()).toMatchObject([{ state: 'ok' }]);
  });

  it('keys that Datadog does not accept are named', async () => {
    const changed = { apiKey: 'wrong' };
    expect(await checkDatadog(settings(changed).datadog!, Date.now(), signal)).toMatchObject([
      { state: 'bad', subject: 'datadog', remedy: expect.stringContaining('datadog.apiKey') as unknown },
    ]);
    expect(await providerWarnings(settings(changed), signal)).toEqual([expect.stringMatching(/^datadog: /)]);
  });

  it('a Confluence that does not answer is a warning once the time is up', async () => {
    sandbox.control.addFault({ provider: 'confluence', kind: 'stalled-body', times: 'always' });
    const warnings = await providerWarnings(settings(), AbortSignal.timeout(300));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toBe('confluence: it gave no answer in time. See edgewarden doctor');
  });
});
