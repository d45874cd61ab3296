import { Problem } from './problem';

/**
 * The JSON object that a verified body holds.
 *
 * @throws Problem `malformed_body`
 */
export function jsonObject(body: Buffer): Readonly<Record<string, unknown>> {
  const value = parsed(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Problem('malformed_body', {
    detail: 'The signature fits, the body does not.',
    errors: [
      {
        pointer: '#',
        detail: value === undefined ? 'is not JSON in UTF-8' : 'is not an object',
        remedy: 'Send one JSON object: {"actor": ..., "action": ..., "timestamp": ...}.',
      },
    ],
  });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
