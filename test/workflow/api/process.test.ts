import { Connection } from '@temporalio/client';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { temporalAddress } from '../../support/servers';
import { standardHeaders, WEBHOOK_SECRETS } from '../../support/signed-delivery';
import { settingsFile, settingsText } from '../../unit/config/settings-text';
import { ownNamespace } from '../cli/own-namespace';
import { anomaly, until } from './api-rig';

const BEARER_KEY = 'a-bearer-key-of-thirty-two-chars';
const SECTIONS = {
  webhooks: '{ senders: { siem: { scheme: standard, secrets: [{ env: SIEM_SECRET }] } } }',
  investigations: '{ actorKey: { env: ACTOR_KEY } }',
  confluence:
    '{ siteUrl: https://wiki.example.com, email: bot@example.com, token: { env: WIKI_TOKEN }, spaceKey: SEC }',
  api: '{ port: 0, bearerKey: { env: BEARER_KEY } }',
};

describe('the API process', () => {
  it('that is asked to stop answers the delivery that waits, keeps it, and ends with code 0', async () => {
    const connection = await Connection.connect({ address: temporalAddress() });
    const env = {
      PATH: process.env.PATH,
      EDGEWARDEN_CONFIG: settingsFile(settingsText(SECTIONS)),
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_NAMESPACE: await ownNamespace(connection),
      SIEM_SECRET: WEBHOOK_SECRETS.SIEM_SECRET,
      BEARER_KEY,
    };
    await connection.close();
    const start = async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', resolve('api/main.ts')], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      return { child, url: `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}` };
    };

    const { child, url } = await start();
    const body = anomaly('hold');
    const waiting = fetch(`${url}/webhooks/anomalies/siem`, {
      method: 'POST',
      body,
      headers: { ...standardHeaders(body), 'content-type': 'application/json', prefer: 'wait=60' },
    });
    await until(async () => (await (await fetch(`${url}/metrics`)).text()).includes('deliveries_waiting 1'));
    child.kill('SIGTERM');
    const [answer, exit] = await Promise.all([waiting, once(child, 'exit')]);
    const { location } = (await answer.json()) as { location: string };

    expect(answer.status).toBe(202);
    expect(exit).toEqual([0, null]);

    const next = await start();
    const known = await fetch(next.url + location, { headers: { authorization: `Bearer ${BEARER_KEY}` } });
    expect(known.status).toBe(200);
    next.child.kill('SIGTERM');
    expect(await once(next.child, 'exit')).toEqual([0, null]);
  });
});
