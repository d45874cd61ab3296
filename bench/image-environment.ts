import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = path.join(__dirname, '..');
const Compose = z.object({
  services: z.object({ api: z.object({ environment: z.object({ NODE_OPTIONS: z.string() }) }) }),
});

/** Variables that the image sets: it bounds the memory, and the figures are to be those of the image. */
export function imageEnvironment(): NodeJS.ProcessEnv {
  const lines = readFileSync(path.join(ROOT, 'deploy', 'Dockerfile'), 'utf8').match(/^ENV .+$/gm) ?? [];
  const variables = [...lines.join(' ').matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)];
  return Object.fromEntries(
    variables.map(([, name = '', quoted, plain]): [string, string | undefined] => [name, quoted ?? plain]),
  );
}

/** What compose sets for the API otherwise than the image does. */
export function apiEnvironment(): NodeJS.ProcessEnv {
  const compose: unknown = parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true });
  const { NODE_OPTIONS } = Compose.parse(compose).services.api.environment;
  return { NODE_OPTIONS };
}
