import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../sandbox/sandbox';
import { auditPath, cloudflare, ISSUE_CREATE, issueInput, linear, useSandbox } from './clients';

const sandboxOf = useSandbox();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('shows the same tickets and the same day after a restart', async () => {
  const stateFile = join(folder, 'below', 'state.json');
  const first = await startSandbox({ stateFile, baseTime: Date.parse('2026-11-22T18:00:00Z') });
  await linear(first, ISSUE_CREATE, issueInput());
  first.control.settle();
  const page = (await cloudflare(first, auditPath())).body.result;
  await first.close();

  const second = await sandboxOf({ stateFile });

  expect(second.control.issues()).toMatchObject([{ identifier: 'SEC-1' }]);
  expect(second.control.baseTime).toBe(Date.parse('2026-11-22T18:00:00Z'));
  expect((await cloudflare(second, auditPath())).body.result).toEqual(page);
  expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({ settled: true });
});

it('keeps the id of a purged ticket taken across a restart', async () => {
  const stateFile = join(folder, 'state.json');
  const id = '3a80a35c-62b9-4f84-b280-b8dd7d80b1fd';
  const first = await startSandbox({ story: 'empty', stateFile });
  await linear(first, ISSUE_CREATE, issueInput({ id }));
  first.control.removeIssue(id);
  await first.close();

  const second = await sandboxOf({ story: 'empty', stateFile });

  expect((await linear(second, ISSUE_CREATE, issueInput({ id }))).body.errors?.[0]?.message).toContain('conflict');
});

it('starts with nothing but the story again after a reset', async () => {
  const sandbox = await sandboxOf({});
  await linear(sandbox, ISSUE_CREATE, issueInput());
  sandbox.control.addFault({ provider: 'linear', times: 'always', kind: 'drop' });

  await fetch(`${sandbox.url}/control/reset`, { method: 'POST' });

  expect([sandbox.control.issues(), sandbox.control.faults(), sandbox.control.requests()]).toEqual([[], [], []]);
});

it('refuses a file that is none of its own', async () => {
  const stateFile = join(folder, 'state.json');
  writeFileSync(stateFile, '{"version":7}');

  await expect(startSandbox({ stateFile })).rejects.toThrow('delete it to start over');
});
