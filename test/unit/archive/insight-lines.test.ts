import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { DamagedLines, gunzipLines } from '../../../activities/archive/insights/gunzip-lines';
import { createGzipLines } from '../../../activities/archive/insights/gzip-lines';
import { openCursor } from '../../../activities/archive/insights/lines-cursor';

describe('an object of lines', () => {
  it('holds each line once, in order, ended by a line feed', async () => {
    const { bytes, count } = await compressed(['a', 'é', '']);
    expect(gunzipSync(bytes).toString('utf8')).toBe('a\né\n\n');
    expect(count).toBe(3);
  });

  it('has the same bytes for the same lines, also when they were added at another pace', async () => {
    const lines = Array.from({ length: 2_000 }, (_, n) => `${n} ${'x'.repeat(n % 700)}`);
    const { bytes } = await compressed(lines);
    const slowly = createGzipLines();
    for (const line of lines) {
      await slowly.add(line);
      if (line.startsWith('7')) await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await slowly.end()).bytes.equals(bytes)).toBe(true);
  });

  it('tells the caller to wait when lines come faster than they are compressed', async () => {
    const lines = createGzipLines();
    const text = randomBytes(400_000).toString('hex');
    expect(lines.add('short')).toBeUndefined();
    expect(lines.add(text)).toBeDefined();
    expect(gunzipSync((await lines.end()).bytes).toString('utf8')).toBe(`short\n${text}\n`);
  });

  it('comes back as it was written, whatever the text and wherever it is cut', async () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.integer({ min: 0, max: 300_000 }), async (lines, pad) => {
        const padded = ['€'.repeat(pad), ...lines];
        expect(await read((await compressed(padded)).bytes)).toEqual(padded);
      }),
      { numRuns: 60 },
    );
  });
});

describe('reading lines', () => {
  it.each([
    ['bytes that are no gzip', Buffer.from('{"id":"a"}\n')],
    ['bytes that were cut off', gzipSync('a\nb\n').subarray(0, -6)],
    ['one byte changed', changed(gzipSync('a\nb\nc\nd\n'))],
    ['a last line without an end', gzipSync('a\nb')],
    ['no bytes at all', Buffer.alloc(0)],
  ])('refuses %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toBeInstanceOf(DamagedLines);
  });

  it('takes the longest record that evidence may hold', async () => {
    const record = '€'.repeat(4_000_000);
    expect(await read((await compressed(['first', record, 'last'])).bytes)).toEqual(['first', record, 'last']);
  });

  it('refuses a line without end before it fills the memory', async () => {
    const endless = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'x'));
    await expect(read(endless)).rejects.toThrow('longer than 16 MiB');
  });
});

describe('a cursor over lines', () => {
  it('shows one entry after the other and then none', async () => {
    const cursor = await cursorOver([['a'], ['b', 'c']], 3);
    const seen: (string | undefined)[] = [];
    for (; cursor.current !== undefined; await cursor.advance()) seen.push(cursor.current.id);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['an entry that comes twice', [['a', 'a']], 2, 'not in order'],
    ['entries out of order', [['b'], ['a']], 2, 'not in order'],
    ['the order of a locale', [['a', 'B']], 2, 'not in order'],
    ['fewer entries than were written', [['a']], 2, '1 lines instead of 2'],
    ['more entries than were written', [['a', 'b']], 1, '2 lines instead of 1'],
    ['a line that is none of ours', [['a', '!']], 2, 'line 2 cannot be read'],
  ])('refuses %s', async (_, batches, count, what) => {
    const walk = async (): Promise<void> => {
      const cursor = await cursorOver(batches, count);
      while (cursor.current !== undefined) await cursor.advance();
    };
    await expect(walk()).rejects.toThrow(what);
  });
});

async function compressed(lines: readonly string[]) {
  const gzip = createGzipLines();
  for (const line of lines) await gzip.add(line);
  return gzip.end();
}

async function read(bytes: Buffer): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of gunzipLines(bytes)) lines.push(...batch);
  return lines;
}

function changed(bytes: Buffer): Buffer {
  bytes[12] = (bytes[12] ?? 0) ^ 0xff;
  return bytes;
}

function cursorOver(batches: readonly (readonly string[])[], count: number) {
  const parse = (id: string): { id: string } => {
    if (id === '!') throw new TypeError('none of ours');
    return { id };
  };
  return openCursor(inTurn(batches), { parse, count, damaged: (what) => new Error(what) });
}

async function* inTurn(batches: readonly (readonly string[])[]): AsyncGenerator<readonly string[], void, undefined> {
  for (const batch of batches) yield await Promise.resolve(batch);
}
