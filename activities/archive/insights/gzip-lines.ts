import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { sha256Hex } from '../../shared/hashing';

/** A finished object of lines. */
export interface LinesObject {
  readonly bytes: Buffer;
  /** Hex, of the bytes. */
  readonly sha256: string;
  readonly count: number;
}

/** Compresses lines as they come; holds the compressed bytes alone. */
export interface GzipLines {
  /** @returns a promise when the compressor is behind and should be waited for */
  add(line: string): Promise<unknown> | undefined;
  end(): Promise<LinesObject>;
  /** Lets go of what was added. May be called at any time. */
  discard(): void;
}

/** Text is handed over in pieces of about this length: one by one, lines would cost more than their compression. */
const PIECE_CHARS = 64 * 1024;

/**
 * One gzip object of lines, each ended by a line feed.
 *
 * Its bytes follow from the lines alone: the header carries no time, and pieces are cut by length and not by the clock.
 */
export function createGzipLines(): GzipLines {
  const gzip = createGzip();
  const compressed: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => compressed.push(chunk));
  let piece: string[] = [];
  let length = 0;
  let count = 0;

  function flush(): boolean {
    const text = piece.join('');
    piece = [];
    length = 0;
    return gzip.write(text);
  }

  return {
    add(line) {
      piece.push(line, '\n');
      length += line.length + 1;
      count += 1;
      return length >= PIECE_CHARS && !flush() ? once(gzip, 'drain') : undefined;
    },
    async end() {
      flush();
      gzip.end();
      await once(gzip, 'end');
      const bytes = Buffer.concat(compressed);
      return { bytes, sha256: sha256Hex(bytes), count };
    },
    discard: () => gzip.destroy(),
  };
}
