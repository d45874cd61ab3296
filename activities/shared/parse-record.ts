import type { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import { failure } from './failure';
import type { RecordFamily } from './record-store';

/**
 * A record as read from the archive, or the failure that says which one cannot be read.
 *
 * @throws ApplicationFailure `UnexpectedAnswer`
 */
export function parseRecord<T>(schema: z.ZodType<T>, record: unknown, family: RecordFamily, eventKey: string): T {
  const result = schema.safeParse(record);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw failure(
    FailureType.UnexpectedAnswer,
    `the ${family} record beside ${eventKey} cannot be read (${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'unreadable'})`,
    'It was written by another version of Edgewarden: update, or accept the event with a reason',
    { provider: 'archive' },
  );
}
