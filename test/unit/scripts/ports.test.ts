import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { claimPort, fixedPort, onPort } from '../../../scripts/servers/ports';
import { StartFailure } from '../../../scripts/servers/start-failure';

describe('ports', () => {
  let taken: Server;
  let number: number;
  beforeAll(async () => {
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    ({ port: number } = taken.address() as AddressInfo);
  });
  afterAll(() => taken.close());
  afterEach(() => delete process.env.EDGEWARDEN_TRIAL_PORT);

  it('names a taken port and the variable that moves it', async () => {
    await expect(claimPort({ number, variable: 'EDGEWARDEN_TRIAL_PORT' })).rejects.toThrow(
      `Port ${number} is taken. Stop what listens there, or set EDGEWARDEN_TRIAL_PORT to another port.`,
    );
  });

  it('finds a free port when none is given', async () => {
    await expect(claimPort()).resolves.toBeGreaterThan(0);
  });

  it('takes a fixed port from its variable', () => {
    process.env.EDGEWARDEN_TRIAL_PORT = '4711';
    expect(fixedPort('EDGEWARDEN_TRIAL_PORT', 7233).number).toBe(4_711);
  });

  it('keeps to the known port without the variable', () => {
    expect(fixedPort('EDGEWARDEN_TRIAL_PORT', 7233).number).toBe(7_233);
  });

  it.each(['0', '65536', '72.33', 'seven'])('refuses "%s" as a port', (text) => {
    process.env.EDGEWARDEN_TRIAL_PORT = text;
    expect(() => fixedPort('EDGEWARDEN_TRIAL_PORT', 7233)).toThrow(StartFailure);
  });

  it('tries another free port when somebody was faster', async () => {
    const tried: number[] = [];
    const port = await onPort(undefined, (candidate) => {
      tried.push(candidate);
      return tried.length === 1
        ? Promise.reject(new StartFailure('listen tcp 127.0.0.1: bind: address already in use'))
        : Promise.resolve(candidate);
    });
    expect([tried.length, tried[1]]).toEqual([2, port]);
  });
});
