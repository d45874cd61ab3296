import { isDeepStrictEqual } from 'node:util';
import { pathText, type Problem } from './problem';
import { Secret } from './secret';
import { wrongSecret } from './secret-checks';
import { readSecret, secretReference, type SecretReference } from './secret-reference';
import { isSecret, schemaAt } from './setting-table';
import type { Role } from './settings';

/** Sections whose secrets a role works with. */
const SECTIONS_OF: Readonly<Record<Role, readonly string[]>> = {
  worker: ['encryption', 'archive', 'linear', 'accounts', 'investigations', 'datadog', 'confluence', 'model'],
  cli: ['encryption', 'archive'],
  api: ['encryption', 'webhooks', 'api'],
};

export interface SecretsReading {
  /** By path of the setting. A secret of another role is in here too, empty. */
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly problems: readonly Problem[];
  /** What was read, for redaction. */
  readonly values: readonly string[];
}

/** Reads the secrets of one role that `file`, or what could be understood of it, names. */
export function readSecrets(file: object, role: Role, env: NodeJS.ProcessEnv): SecretsReading {
  const secrets = new Map<string, Secret>();
  const problems: Problem[] = [];
  const values: string[] = [];
  const sharedWith = sharedWebhookSecrets();
  for (const { path, reference } of referencesIn(file, [])) {
    const setting = pathText(path);
    const reading = SECTIONS_OF[role].includes(String(path[0])) ? readSecret(reference, env) : undefined;
    if (reading !== undefined && 'problem' in reading) {
      problems.push({
        path: setting,
        what: `cannot be read: ${reading.problem}`,
        remedy: `Remedy: ${reading.remedy}.`,
      });
    }
    const value = reading !== undefined && 'value' in reading ? reading.value : undefined;
    secrets.set(setting, new Secret(setting, value));
    if (value === undefined) continue;
    values.push(value);
    const wrong = wrongSecret(file, path, value) ?? sharedWith({ path, reference, value });
    if (wrong !== undefined)
      problems.push({ path: setting, what: wrong, remedy: `${remedyAt(reference)} It is not printed.` });
  }
  return { secrets, problems, values };
}

function referencesIn(
  value: unknown,
  path: readonly PropertyKey[],
): { path: readonly PropertyKey[]; reference: SecretReference }[] {
  const schema = schemaAt(path);
  if (schema === undefined || typeof value !== 'object' || value === null) return [];
  if (isSecret(schema)) return [{ path, reference: secretReference.parse(value) }];
  const children: [PropertyKey, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return children.flatMap(([step, child]) => referencesIn(child, [...path, step]));
}

/** Finds secrets that two senders share: a delivery that one has signed could be posted in the name of the other. */
function sharedWebhookSecrets(): (found: {
  readonly path: readonly PropertyKey[];
  readonly reference: SecretReference;
  readonly value: string;
}) => string | undefined {
  const firstWith = new Map<string, { path: readonly PropertyKey[]; reference: SecretReference }>();
  return ({ path, reference, value }) => {
    if (path[0] !== 'webhooks') return undefined;
    const first = firstWith.get(value) ?? { path, reference };
    firstWith.set(value, first);
    // Two names for one place are found without their value.
    return first.path[2] === path[2] || isDeepStrictEqual(first.reference, reference)
      ? undefined
      : `has the same value as ${pathText(first.path)}; senders may not share a secret`;
  };
}

function remedyAt(reference: SecretReference): string {
  const place = 'env' in reference ? `environment variable ${reference.env}` : `file ${reference.file}`;
  return `Remedy: correct the value of ${place}.`;
}
