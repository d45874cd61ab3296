import { checkDatadog } from '../../../cli/doctor/check-datadog';
import { Secret } from '../../../config/secret';

const SETTINGS = {
  apiKey: new Secret('datadog.apiKey', 'an-api-key-of-datadog'),
  applicationKey: new Secret('datadog.applicationKey', 'an-application-key'),
  retentionDays: 90,
};

/** States and words of what is found; the signal has ended, so that nobody is asked. */
async function found(baseUrl: string): Promise<string[]> {
  const findings = await checkDatadog({ ...SETTINGS, baseUrl }, Date.now(), AbortSignal.abort());
  return findings.map(({ state, subject, what }) => `${state} ${subject} ${what}`);
}

it('the doctor notes that both keys go to a host that is none of Datadog’s', async () => {
  const [first] = await found('https://api.datadog-proxy.example.com');

  expect(first).toMatch(/^note datadog datadog\.baseUrl leads to api\.datadog-proxy\.example\.com,/);
});

it('the doctor has nothing to note of a site of Datadog', async () => {
  expect((await found('https://api.us5.datadoghq.com')).filter((line) => line.startsWith('note'))).toEqual([]);
});
