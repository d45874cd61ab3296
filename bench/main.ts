import { StartFailure } from '../scripts/servers/start-failure';
import { benchInsightsSync } from './insights-sync';
import { benchTokenWatch } from './token-watch';
import { benchWebhooks } from './webhooks';

/** Each benchmark by the name that follows `npm run bench --`. */
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  'token-watch': benchTokenWatch,
  'insights-sync': benchInsightsSync,
  webhooks: benchWebhooks,
};

async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench === undefined) {
    throw new StartFailure(
      `npm run bench -- <name> [options]; --help after a name shows its options. Names: ${Object.keys(BENCHES).join(', ')}`,
    );
  }
  await bench(args);
}

// Leaving by `exit` runs what has to be cleared away.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof StartFailure ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);
