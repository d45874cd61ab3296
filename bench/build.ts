import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { withProgress } from '../scripts/servers/progress';
import { StartFailure } from '../scripts/servers/start-failure';

/** Builds what is measured from the checkout as it stands. @throws StartFailure with the compiler's words */
export async function buildProduct(): Promise<void> {
  await withProgress('building', async () => {
    const npm = process.env['npm_execpath'];
    const [command, before] = npm?.endsWith('.js') === true ? [process.execPath, [npm]] : ['npm', []];
    const build = spawn(command, [...before, 'run', '--silent', 'build'], {
      cwd: path.join(__dirname, '..'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [build.stdout, build.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const [code] = (await once(build, 'close')) as [number | null];
    if (code !== 0) throw new StartFailure(`npm run build failed:\n${output.trimEnd()}`);
  });
}
