import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** Where a secret is found: an environment variable, or a mounted file. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** Access key ids are spelled like the name of a variable; one in the wrong place must not be printed as one. */
const AWS_ACCESS_KEY_ID = /^A[KS]IA[A-Z0-9]{16}$/;
const VARIABLE_NAME = /^[A-Z][A-Z0-9_]{0,127}$/;

const isVariableName = (text: string): boolean => VARIABLE_NAME.test(text) && !AWS_ACCESS_KEY_ID.test(text);

const NOT_A_PLACE =
  'must name the place of the secret, { env: NAME } in capitals or { file: /absolute/path }; a secret itself never stands ' +
  'in the settings file. What stands there now is not printed; if it is a secret, replace it at its provider';

/**
 * Only the place of a secret is accepted. One message covers every other shape, because whatever stands there instead may
 * be the secret itself and is never printed.
 */
export const secretReference = z.union(
  [
    z.strictObject({
      env: z.string().refine(isVariableName, { error: NOT_A_PLACE }).meta({
        description: 'Name of the environment variable that holds the secret.',
        pattern: VARIABLE_NAME.source,
      }),
    }),
    z.strictObject({
      file: z
        .string()
        .refine(isAbsolute, { error: NOT_A_PLACE })
        .meta({ description: 'Absolute path of a mounted file that holds the secret.', pattern: '^/' }),
    }),
  ],
  { error: () => NOT_A_PLACE },
);

/** The secret, or one sentence that says why it could not be read. */
export type SecretReading = { readonly value: string } | { readonly problem: string; readonly remedy: string };

/** Reads the secret that `reference` names. Blanks and line ends around it are cut off. */
export function readSecret(reference: SecretReference, env: NodeJS.ProcessEnv): SecretReading {
  if ('env' in reference) {
    const value = env[reference.env]?.trim();
    return value === undefined || value === ''
      ? { problem: `environment variable ${reference.env} is not set`, remedy: `set ${reference.env} for this process` }
      : { value };
  }
  return readSecretFile(reference.file);
}

function readSecretFile(file: string): SecretReading {
  const remedy = 'mount the file so that the user of this process can read it';
  try {
    const value = readFileSync(file, 'utf8').trim();
    return value === '' ? { problem: `file ${file} is empty`, remedy } : { value };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return { problem: `file ${file} cannot be read (${code})`, remedy };
  }
}
