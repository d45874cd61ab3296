import { parseArgs } from 'node:util';
import { startSandbox, type SandboxOptions } from './sandbox';

/** `tsx sandbox/main.ts --port 4010`: prints one line of JSON when it is ready, ends on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      state: { type: 'string' },
      story: { type: 'string', default: 'company-day' },
      base: { type: 'string' },
      'no-rate-limit': { type: 'boolean', default: false },
      'volume-events': { type: 'string' },
      'volume-share': { type: 'string', default: '0.02' },
      'volume-hours': { type: 'string', default: '24' },
      'volume-insights': { type: 'string' },
      'volume-insights-dismissed': { type: 'string', default: '0' },
      'volume-insights-share': { type: 'string', default: '0.02' },
      'volume-insights-turnover': { type: 'string', default: '0' },
    },
  });
  if (values.story !== 'company-day' && values.story !== 'empty') throw new Error('--story is company-day or empty');
  const options: SandboxOptions = {
    port: Number(values.port),
    story: values.story,
    rateLimit: { enforce: !values['no-rate-limit'] },
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(values.base === undefined ? {} : { baseTime: Date.parse(values.base) }),
    ...(values['volume-events'] === undefined
      ? {}
      : {
          volume: {
            events: Number(values['volume-events']),
            credentialShare: Number(values['volume-share']),
            spanHours: Number(values['volume-hours']),
          },
        }),
    ...(values['volume-insights'] === undefined
      ? {}
      : {
          insightVolume: {
            insights: Number(values['volume-insights']),
            dismissed: Number(values['volume-insights-dismissed']),
            changedShare: Number(values['volume-insights-share']),
            turnover: Number(values['volume-insights-turnover']),
          },
        }),
  };
  const { url, cloudflareUrl, linearUrl, datadogUrl, confluenceUrl, control, close } = await startSandbox(options);
  const baseTime = new Date(control.baseTime).toISOString();
  const ready = { url, cloudflareUrl, linearUrl, datadogUrl, confluenceUrl, baseTime };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void close().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
});
