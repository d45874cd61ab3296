import { readFileSync } from 'node:fs';
import path from 'node:path';

const DOCKERFILE = path.join(__dirname, '..', 'deploy', 'Dockerfile');

/** Variables that the image sets: it bounds the memory, and the figures are to be those of the image. */
export function imageEnvironment(): NodeJS.ProcessEnv {
  const lines = readFileSync(DOCKERFILE, 'utf8').match(/^ENV .+$/gm) ?? [];
  const variables = [...lines.join(' ').matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)];
  return Object.fromEntries(
    variables.map(([, name = '', quoted, plain]): [string, string | undefined] => [name, quoted ?? plain]),
  );
}
