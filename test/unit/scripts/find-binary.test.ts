import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findBinary } from '../../../scripts/servers/find-binary';
import type { ServerBinary } from '../../../scripts/servers/server-binary';
import { TEMPORAL_CLI, VERSITYGW } from '../../../scripts/servers/server-binary';
import { temporaryDirectory } from '../../support/temporary-directory';

const WITHOUT_DOWNLOAD: ServerBinary = {
  ...TEMPORAL_CLI,
  download: () => Promise.reject(new Error('no way to the download')),
};

/** A machine with an empty cache, and a PATH on which programs can be put. */
class Machine {
  readonly home = temporaryDirectory();
  readonly bin = join(this.home, 'bin');
  readonly cache = join(this.home, 'cache', 'edgewarden', 'bin');
  readonly env: NodeJS.ProcessEnv = {
    PATH: `${this.bin}:/usr/bin:/bin`,
    XDG_CACHE_HOME: join(this.home, 'cache'),
    HOME: this.home,
  };
  said = '';

  program(path: string, script: string): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }

  /** A Temporal CLI that only knows its version. */
  temporal(path: string, version: string): string {
    return this.program(path, `echo "temporal version ${version} (Server 1.29.1, UI 2.42.1)"`);
  }

  /** A Go that notes its arguments and "builds" what says that version. */
  go(version: string, seconds = 0): void {
    const built = `'#!/bin/sh\\necho "temporal version ${version} (Server 1.29.1)"\\n'`;
    const script = `echo "$@" >> ${this.goCalls}\nsleep ${seconds}\nprintf ${built} > $GOBIN/temporal\nchmod +x $GOBIN/temporal`;
    this.program(join(this.bin, 'go'), script);
  }

  get goCalls(): string {
    return join(this.home, 'go-calls');
  }

  find(binary: ServerBinary = WITHOUT_DOWNLOAD): Promise<string> {
    return findBinary(binary, { env: this.env, output: { write: (text) => (this.said += text) } });
  }
}

describe('finding a server binary', () => {
  let machine: Machine;
  beforeEach(() => (machine = new Machine()));

  it('prefers the path in the environment to the PATH', async () => {
    machine.temporal(join(machine.bin, 'temporal'), '1.6.0');
    const own = machine.temporal(join(machine.home, 'own/temporal'), '1.5.1');
    machine.env.EDGEWARDEN_TEMPORAL_CLI = own;
    await expect(machine.find()).resolves.toBe(own);
  });

  it('refuses a path in the environment that is too old, naming the variable and both versions', async () => {
    machine.env.EDGEWARDEN_TEMPORAL_CLI = machine.temporal(join(machine.home, 'own/temporal'), '1.4.9');
    await expect(machine.find()).rejects.toThrow(/EDGEWARDEN_TEMPORAL_CLI.*1\.4\.9.*1\.5\.0 or newer/);
  });

  it('refuses a path in the environment that does not run', async () => {
    machine.env.EDGEWARDEN_TEMPORAL_CLI = join(machine.home, 'nothing-here');
    await expect(machine.find()).rejects.toThrow(/EDGEWARDEN_TEMPORAL_CLI is .*nothing-here.* does not run/);
  });

  it('prefers the PATH to the cache', async () => {
    machine.temporal(join(machine.cache, 'temporal-1.5.1'), '1.5.1');
    const onPath = machine.temporal(join(machine.bin, 'temporal'), '1.5.0');
    await expect(machine.find()).resolves.toBe(onPath);
  });

  it('passes over a version on the PATH that is too old', async () => {
    machine.temporal(join(machine.bin, 'temporal'), '1.4.9');
    const cached = machine.temporal(join(machine.cache, 'temporal-1.5.1'), '1.5.1');
    await expect(machine.find()).resolves.toBe(cached);
  });

  it('compares versions as numbers', async () => {
    const onPath = machine.temporal(join(machine.bin, 'temporal'), '1.10.0');
    await expect(machine.find()).resolves.toBe(onPath);
  });

  it('passes over a program on the PATH that does not say its version', async () => {
    machine.program(join(machine.bin, 'temporal'), 'echo hello');
    const cached = machine.temporal(join(machine.cache, 'temporal-1.5.1'), '1.5.1');
    await expect(machine.find()).resolves.toBe(cached);
  });

  it('reads the version that Go put into a development build', async () => {
    const gateway = machine.program(
      join(machine.bin, 'versitygw'),
      `echo "Version  : git"\nexit\n\nmod\t${VERSITYGW.module}\tv1.7.3\th1:abc=`,
    );
    await expect(machine.find(VERSITYGW)).resolves.toBe(gateway);
  });

  it('prefers the cache to a build', async () => {
    const cached = machine.temporal(join(machine.cache, 'temporal-1.5.1'), '1.5.1');
    machine.go('1.5.1');
    await expect(machine.find()).resolves.toBe(cached);
    expect(existsSync(machine.goCalls)).toBe(false);
  });

  it('prefers the official download to a build', async () => {
    machine.go('1.5.1');
    const download = (version: string, path: string): Promise<void> => {
      machine.temporal(path, version);
      return Promise.resolve();
    };
    await expect(machine.find({ ...TEMPORAL_CLI, download })).resolves.toBe(join(machine.cache, 'temporal-1.5.1'));
    expect(existsSync(machine.goCalls)).toBe(false);
  });

  it('builds the pinned version with Go when nothing else is there, and keeps it in the cache', async () => {
    machine.go('1.5.1');
    await expect(machine.find()).resolves.toBe(join(machine.cache, 'temporal-1.5.1'));
    await machine.find();
    expect(readFileSync(machine.goCalls, 'utf8')).toBe('install -v github.com/temporalio/cli/cmd/temporal@v1.5.1\n');
  });

  it('replaces a cached file that does not run', async () => {
    machine.program(join(machine.cache, 'temporal-1.5.1'), 'exit 1');
    machine.go('1.5.1');
    await machine.find();
    expect(existsSync(machine.goCalls)).toBe(true);
  });

  it('says that it builds', async () => {
    machine.go('1.5.1');
    await machine.find();
    expect(machine.said).toContain('building Temporal CLI 1.5.1 with Go');
  });

  it('refuses a build that has another version, and leaves nothing in the cache', async () => {
    machine.go('1.5.0');
    await expect(machine.find()).rejects.toThrow('another version');
    expect(readdirSync(machine.cache)).toEqual([]);
  });

  it('builds once for two that ask at the same time', async () => {
    machine.go('1.5.1', 1);
    const both = await Promise.all([machine.find(), machine.find()]);
    expect(new Set(both)).toEqual(new Set([join(machine.cache, 'temporal-1.5.1')]));
    expect(readFileSync(machine.goCalls, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('says in one sentence what to install or to set when there is no way at all', async () => {
    machine.env.PATH = machine.bin;
    const failure = (await machine.find().catch((error: unknown) => error)) as Error;
    expect(failure.message).toMatch(
      /^Temporal CLI 1\.5\.1 is needed[^\n]*install Go[^\n]*EDGEWARDEN_TEMPORAL_CLI[^\n]*\.$/,
    );
  });

  it("shows Go's last lines when the build fails", async () => {
    machine.program(join(machine.bin, 'go'), 'echo "go: module proxy refused" >&2\nexit 1');
    await expect(machine.find()).rejects.toThrow(/EDGEWARDEN_TEMPORAL_CLI[^]*go: module proxy refused/);
  });
});
