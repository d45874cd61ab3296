import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { settingsFile, settingsText } from '../config/settings-text';

const processes: ChildProcess[] = [];

function start(env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', resolve('api/main.ts')], {
    // Port 9 is "discard": nothing listens there.
    env: { PATH: process.env.PATH, TEMPORAL_ADDRESS: '127.0.0.1:9', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.push(child);
  return child;
}

afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});

describe('the API process', () => {
  it('lives without Temporal and without a credential, says so, and stops when it is asked to', async () => {
    const child = start({ EDGEWARDEN_CONFIG: settingsFile(settingsText({ api: '{ port: 0 }' })) });
    const lines = createInterface({ input: child.stdout! });
    const [line] = (await once(lines, 'line')) as [string];
    const { msg, port } = JSON.parse(line) as { msg: string; port: number };
    expect(msg).toBe('API started');

    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends with code 2 and every problem when the settings are wrong', async () => {
    const child = start({ EDGEWARDEN_CONFIG: settingsFile(settingsText({ lienar: '{}' })), TEMPORAL_TLS: 'perhaps' });
    let text = '';
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));

    expect(await once(child, 'close')).toEqual([2, null]);
    expect(text).toContain('lienar is not a setting');
    expect(text).toContain('TEMPORAL_TLS must be true or false');
  });
});
