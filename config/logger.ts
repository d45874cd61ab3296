import type { Logger as TemporalLogger, LogLevel as TemporalLevel, LogMetadata } from '@temporalio/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { errorFields, isError } from './error-fields';
import { createTextRedaction, isSecretName } from './redaction';
import { MASK } from './secret';
import type { LogLevel } from './settings';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Values to mask wherever they turn up: `settings.secretValues()`. */
  readonly secrets: readonly string[];
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Deeper structures are data, not log fields. */
const MAX_DEPTH = 6;

/**
 * A logger that writes one JSON object a line, with ISO time and level by name.
 *
 * Fields with a secret's name are masked, errors are reduced to what is safe to print, and every finished line is searched
 * once more for the secrets of this process, so that no way of logging leads around it.
 */
export function createLogger({ level, secrets, destination }: LoggerOptions): Logger {
  const redact = createTextRedaction(secrets);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (fields: unknown) => fields },
      formatters: {
        level: (label) => ({ level: label }),
        bindings: (bindings) => printable(bindings, 0) as Record<string, unknown>,
      },
      hooks: {
        streamWrite: redact,
        // Before pino sees them: it takes the message of an error as it is when a line has none of its own.
        logMethod(args, method) {
          const safe = (args as unknown[]).map((arg) => (typeof arg === 'string' ? arg : safeArgument(arg)));
          method.apply(this, safe as typeof args);
        },
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

/** The same logger in the shape that the worker, the Temporal SDK's core and workflows log through. */
export function temporalLogger(logger: Logger) {
  const write = (level: TemporalLevel, message: string, meta: LogMetadata = {}): void => {
    logger[PINO_LEVEL[level]](meta, message);
  };
  return {
    log: write,
    trace: (message: string, meta?: LogMetadata) => write('TRACE', message, meta),
    debug: (message: string, meta?: LogMetadata) => write('DEBUG', message, meta),
    info: (message: string, meta?: LogMetadata) => write('INFO', message, meta),
    warn: (message: string, meta?: LogMetadata) => write('WARN', message, meta),
    error: (message: string, meta?: LogMetadata) => write('ERROR', message, meta),
  } satisfies TemporalLogger;
}

const PINO_LEVEL = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<TemporalLevel, LogLevel>;

function safeArgument(value: unknown): unknown {
  return isError(value) ? { err: errorFields(value) } : printable(value, 0);
}

function printable(value: unknown, depth: number): unknown {
  if (isError(value)) return errorFields(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return printable((value as { toJSON(): unknown }).toJSON(), depth);
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => printable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isSecretName(name) ? MASK : printable(item, depth + 1)]),
  );
}
