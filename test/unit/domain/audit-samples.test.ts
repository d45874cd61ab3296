import { parseAuditRecord } from '../../../activities/cloudflare/audit-record';
import type { AuditStream } from '../../../domain/audit-event';
import { classifyEvent } from '../../../domain/classify-event';
import type { CredentialFamily } from '../../../domain/credential-kind';
import { OPTIONAL_FAMILIES } from '../../../domain/credential-kind';
import v1Page from '../../fixtures/cloudflare/audit-v1-page.json';
import v2First from '../../fixtures/cloudflare/audit-v2-page-1.json';
import v2Second from '../../fixtures/cloudflare/audit-v2-page-2.json';
import expectedById from '../../fixtures/cloudflare/expected-classification.json';
import { ACCOUNT } from './situations';

interface Expected {
  readonly kind: string | null;
  readonly credentialId?: string | null;
  readonly why?: string;
}

const EXPECTED = expectedById as Readonly<Record<string, Expected>>;
const PAGES: readonly (readonly [AuditStream, readonly { id: string }[]])[] = [
  ['v2', v2First.result],
  ['v2', v2Second.result],
  ['v1', v1Page.result],
];
const RECORDS = PAGES.flatMap(([stream, records]) => records.map((record) => ({ stream, record, id: record.id })));

function seen(stream: AuditStream, record: unknown, families: readonly CredentialFamily[]): Expected {
  const event = parseAuditRecord(stream, ACCOUNT, record);
  if (event === undefined) throw new Error('the record does not parse');
  const found = classifyEvent(event, new Set(families));
  return found.outcome === 'credential' || found.outcome === 'deleted'
    ? { kind: found.kind, credentialId: found.credentialId }
    : { kind: null };
}

describe.each(RECORDS)('sample $id of $stream', ({ stream, record, id }) => {
  const { kind, credentialId } = EXPECTED[id]!;

  it('is what its expectation says when every family is on', () => {
    expect(seen(stream, record, OPTIONAL_FAMILIES)).toMatchObject(
      credentialId === undefined ? { kind } : { kind, credentialId },
    );
  });

  it('is what its expectation says when no further family is on', () => {
    expect(seen(stream, record, []).kind).toBe(kind === 'other_secret.create' ? null : kind);
  });
});

it('has an expectation for each sample and a sample for each expectation', () => {
  expect(new Set(RECORDS.map(({ id }) => id))).toEqual(new Set(Object.keys(EXPECTED)));
});
