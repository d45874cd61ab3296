import { openApiDocument } from '../../../api/openapi';

interface Referring {
  readonly $ref?: string;
}

/** Every reference in a document, wherever it stands. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { $ref } = value as Referring;
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(value).flatMap(referencesIn)];
}

describe('the OpenAPI document', () => {
  const document = openApiDocument('https://edgewarden.example.com') as Record<string, unknown>;

  it.each([...new Set(referencesIn(document))])('has what its reference %s leads to', (reference) => {
    let at: unknown = document;
    for (const step of reference.replace('#/', '').split('/')) at = (at as Record<string, unknown> | undefined)?.[step];
    expect(at).toBeInstanceOf(Object);
  });

  it('refers to its components', () => {
    expect(referencesIn(document)).toContain('#/components/schemas/Anomaly');
  });
});
