import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryDirectory } from '../../support/temporary-directory';

const ROOT = resolve(__dirname, '../../..');

/** A clone of a project with one package, and an npm that installs it, or fails with `npmExit`. */
class Clone {
  readonly root = temporaryDirectory();
  readonly npmCalls = join(this.root, 'npm-calls');

  constructor(npmExit = 0) {
    mkdirSync(join(this.root, 'scripts'));
    for (const name of ['bootstrap.mjs', 'end-with-parent.mjs']) {
      copyFileSync(join(ROOT, 'scripts', name), join(this.root, 'scripts', name));
    }
    this.lock('1.0.0');
    const npm = `
      const { appendFileSync, copyFileSync, mkdirSync, rmSync, symlinkSync } = require('node:fs');
      appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
      console.log('npm talks');
      if (${npmExit}) process.exit(${npmExit});
      rmSync('node_modules', { recursive: true, force: true });
      mkdirSync('node_modules/.bin', { recursive: true });
      symlinkSync(${JSON.stringify(process.execPath)}, 'node_modules/.bin/node');
      symlinkSync(${JSON.stringify(join(ROOT, 'node_modules/tsx'))}, 'node_modules/tsx');
      copyFileSync('package-lock.json', 'node_modules/.package-lock.json');`;
    writeFileSync(join(this.root, 'npm.js'), npm);
  }

  lock(version: string): void {
    const packages = { '': {}, 'node_modules/tsx': { version }, 'node_modules/other-os': { version, optional: true } };
    writeFileSync(join(this.root, 'package-lock.json'), JSON.stringify({ packages }));
  }

  script(text: string): void {
    writeFileSync(join(this.root, 'scripts/go.ts'), text);
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, npm_execpath: join(this.root, 'npm.js') };
  }

  run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, ['scripts/bootstrap.mjs', 'scripts/go.ts', ...args], {
      cwd: this.root,
      env: this.env,
      encoding: 'utf8',
    });
  }

  start(): ChildProcess {
    return spawn(process.execPath, ['scripts/bootstrap.mjs', 'scripts/go.ts'], {
      cwd: this.root,
      env: this.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  get installs(): number {
    return existsSync(this.npmCalls) ? readFileSync(this.npmCalls, 'utf8').trim().split('\n').length : 0;
  }
}

/** Next line that the process prints. */
async function nextLine(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return line;
}

describe('the bootstrap', () => {
  it('installs the packages of a fresh clone, then runs the script with its arguments', () => {
    const clone = new Clone();
    clone.script('const said: string = process.argv.slice(2).join(); console.log(said);');
    expect(clone.run('--once', '--json')).toMatchObject({ status: 0, stdout: '--once,--json\n' });
    expect(readFileSync(clone.npmCalls, 'utf8')).toMatch(/^ci /);
  });

  it('keeps what npm says out of standard output', () => {
    const clone = new Clone();
    clone.script('');
    expect(clone.run()).toMatchObject({ stdout: '', stderr: expect.stringContaining('npm talks') as string });
  });

  it('installs nothing when the packages match the lock file', () => {
    const clone = new Clone();
    clone.script('');
    clone.run();
    clone.run();
    expect(clone.installs).toBe(1);
  });

  it('installs again when the lock file wants another version', () => {
    const clone = new Clone();
    clone.script('');
    clone.run();
    clone.lock('1.0.1');
    clone.run();
    expect(clone.installs).toBe(2);
  });

  it('does not miss an optional package of another operating system', () => {
    const clone = new Clone();
    clone.script('');
    clone.run();
    const present = { packages: { 'node_modules/tsx': { version: '1.0.0' } } };
    writeFileSync(join(clone.root, 'node_modules/.package-lock.json'), JSON.stringify(present));
    clone.run();
    expect(clone.installs).toBe(1);
  });

  it('says what to do when npm ci fails, and starts nothing', () => {
    const clone = new Clone(3);
    clone.script('console.log("started");');
    const { status, stdout, stderr } = clone.run();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('npm ci failed (exit code 3)');
  });

  it("ends with the script's exit code", () => {
    const clone = new Clone();
    clone.script('process.exit(42);');
    expect(clone.run().status).toBe(42);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on to the script', async (signal) => {
    const clone = new Clone();
    clone.script(`process.on('${signal}', () => process.exit(5)); setInterval(() => 0, 1000); console.log('up');`);
    const child = clone.start();
    await nextLine(child);
    child.kill(signal);
    await expect(once(child, 'exit')).resolves.toEqual([5, null]);
  });

  it('takes the script along when it is killed', async () => {
    const clone = new Clone();
    clone.script(`process.on('SIGTERM', () => { console.log('down'); process.exit(); }); setInterval(() => 0, 1000);
      console.log('up');`);
    const child = clone.start();
    await nextLine(child);
    child.kill('SIGKILL');
    await expect(nextLine(child)).resolves.toBe('down');
  });

  it('needs no packages itself', () => {
    const imports = readFileSync(join(ROOT, 'scripts/bootstrap.mjs'), 'utf8').match(/from '([^']+)'/g) ?? [];
    expect(imports.filter((text) => !text.startsWith("from 'node:"))).toEqual([]);
  });
});
