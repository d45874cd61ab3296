import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of the test's own, gone when its file has run. Call it inside a test or hook. */
const made: string[] = [];

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'edgewarden-unit-'));
  made.push(directory);
  return directory;
}

afterAll(() => made.forEach((directory) => rmSync(directory, { recursive: true, force: true })));
