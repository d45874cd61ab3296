import { ApplicationFailure } from '@temporalio/common';
import { isFailureType } from '../domain/failure-type';

/** What a log line says of an error: no fields of the error itself, because SDKs hang requests and answers on theirs. */
export interface ErrorFields {
  readonly name: string;
  /** Type of a failure of ours, or the code of a system error. */
  readonly type?: string;
  readonly message: string;
  /** Places only. */
  readonly stack?: string;
  readonly cause?: ErrorFields;
}

const MAX_CAUSES = 5;
const MAX_FOREIGN_MESSAGE = 300;

/** Also true for errors of another realm: workflow code logs from a sandbox that has an `Error` of its own. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/** Name, type, message, places and causes of an error. */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!isError(error)) return { name: 'NotAnError', message: typeof error };
  const type = typeOf(error);
  return {
    name: error.name,
    ...(type === undefined ? {} : { type }),
    message: messageOf(error),
    ...stackOf(error),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: errorFields(error.cause, depth + 1) }),
  };
}

function typeOf(error: Error): string | undefined {
  if (error instanceof ApplicationFailure) return error.type ?? undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Failures of ours carry no body by construction. Others may quote one: it begins with a quote or a bracket. */
function messageOf(error: Error): string {
  if (error instanceof ApplicationFailure && isFailureType(error.type)) return error.message;
  const beginning = /^[^\n"`{[<]*/.exec(error.message)?.[0].slice(0, MAX_FOREIGN_MESSAGE).trimEnd() ?? '';
  return beginning.length < error.message.length ? `${beginning} [cut]` : beginning;
}

function stackOf({ stack }: Error): { stack?: string } {
  const places = (stack ?? '').split('\n').filter((text) => /^\s+at /.test(text));
  return places.length === 0 ? {} : { stack: places.map((place) => place.trim()).join('\n') };
}
