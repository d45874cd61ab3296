import { datadogHostNote } from '../../../config/datadog-host';

describe('the host that gets the keys of Datadog', () => {
  it.each([
    'https://api.datadoghq.com',
    'https://api.datadoghq.eu/',
    'https://API.US5.datadoghq.com',
    'https://api.us2.ddog-gov.com:443',
    'http://127.0.0.1:8787/datadog',
    'http://sandbox:8787/datadog',
  ])('may be %s', (baseUrl) => expect(datadogHostNote(baseUrl)).toBeUndefined());

  it.each([
    ['https://api.datadoghq.com.evil.example', 'api.datadoghq.com.evil.example'],
    ['https://evil.example/api.datadoghq.com', 'evil.example'],
    ['https://app.datadoghq.eu', 'app.datadoghq.eu'],
    ['https://datadog.proxy.example.com', 'datadog.proxy.example.com'],
  ])('is named when it is %s', (baseUrl, host) => expect(datadogHostNote(baseUrl)).toContain(`leads to ${host},`));
});
