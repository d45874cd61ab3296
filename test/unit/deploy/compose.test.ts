import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Service {
  readonly environment: Readonly<Record<string, string | number>>;
  readonly env_file?: readonly string[];
}

const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<'worker' | 'api' | 'schedules', Service>;
};

/** Variables of `.env.example` under the heading of a role. */
function variablesOf(heading: string): string[] {
  const example = readFileSync('.env.example', 'utf8');
  const [, section = ''] = example.split(new RegExp(`^# --- ${heading} -+$`, 'mu'));
  return [...section.split(/^# ---/mu)[0]!.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=$/gmu)].map(([, name = '']) => name);
}

it.each([...variablesOf('API only'), 'POSTGRES_PASSWORD'])('compose keeps %s from the worker', (name) => {
  expect(services.worker.environment[name]).toBe('');
});

it.each(variablesOf('API only'))('compose gives %s to the API', (name) => {
  expect(services.api.environment).toHaveProperty(name);
});

it.each(variablesOf('Worker only'))('compose gives %s to the worker alone', (name) => {
  expect(services.worker.env_file).toEqual(['.env']);
  for (const { environment, env_file } of [services.api, services.schedules]) {
    expect(environment).not.toHaveProperty(name);
    expect(env_file).toBeUndefined();
  }
});
