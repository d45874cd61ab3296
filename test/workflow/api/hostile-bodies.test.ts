import fc from 'fast-check';
import { standardHeaders } from '../../support/signed-delivery';
import { ApiRig } from './api-rig';

const COUNT = 2_000;
const AT_ONCE = 20;

let rig: ApiRig;

beforeAll(async () => {
  rig = await ApiRig.start({ worker: 'none' });
});

afterAll(() => rig.close());

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '\u202e\u2066gnp.exe',
    '<script>alert(1)</script>',
    '" OR "1"="1',
    '\ud800',
    '\u0000',
    '${jndi:ldap://x}',
    'x'.repeat(5_000),
    '{{7*7}}',
    '2026-11-22T02:00:00Z',
    'mallory@example.com',
    '::1%eth0',
  ),
);
const hostileValue = fc.oneof(
  hostileText,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(1e308, -0, null, true, [], {}),
  // Deeper than a careless recursion survives.
  fc.integer({ min: 70, max: 20_000 }).map((depth) => new RawJson('['.repeat(depth) + ']'.repeat(depth))),
);

class RawJson {
  constructor(readonly text: string) {}
}

const nearAnomaly = fc
  .record(
    {
      actor: fc.oneof(
        hostileValue,
        fc.record(
          { email: hostileValue, id: hostileValue, ip: hostileValue, tokenId: hostileValue },
          { requiredKeys: [] },
        ),
      ),
      action: hostileValue,
      timestamp: fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fc.constant(new Date().toISOString()),
        hostileValue,
      ),
      account: hostileValue,
      severity: hostileValue,
      title: hostileValue,
      details: hostileValue,
    },
    { requiredKeys: [] },
  )
  .map((fields) => Buffer.from(jsonOf(fields)));

function jsonOf(fields: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(fields).map(
    ([name, value]) => `${JSON.stringify(name)}:${value instanceof RawJson ? value.text : JSON.stringify(value)}`,
  );
  return `{${members.join(',')}}`;
}

const fitting = fc
  .record({ action: hostileText, title: hostileText, note: hostileValue, field: hostileText })
  .map(({ action, title, note, field }) =>
    Buffer.from(
      jsonOf({
        actor: 'mallory@example.com',
        action: action.slice(0, 100) || 'x',
        timestamp: new Date().toISOString(),
        title,
        note,
        [field]: field,
      }),
    ),
  );

const body = fc.oneof(
  { weight: 5, arbitrary: nearAnomaly },
  { weight: 1, arbitrary: fitting },
  { weight: 2, arbitrary: fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)) },
);

describe('2,000 random bodies, three in four of them signed', () => {
  it('are accepted or refused with a reason, and the API lives on', async () => {
    const bodies = fc.sample(body, { numRuns: COUNT, seed: 20_261_122 });
    const statuses: number[] = [];
    let signed = 0;
    for (let from = 0; from < bodies.length; from += AT_ONCE) {
      const answers = await Promise.all(
        bodies.slice(from, from + AT_ONCE).map((bytes, index) => {
          if (index % 4 === 3) {
            const headers = { ...standardHeaders(bytes), 'webhook-signature': `v1,${'A'.repeat(43)}=` };
            return rig.send('/webhooks/anomalies/siem', bytes, { headers });
          }
          signed += 1;
          return rig.post(bytes);
        }),
      );
      statuses.push(...answers.map(({ status }) => status));
    }

    const counts = Object.fromEntries(
      [...Map.groupBy(statuses, (status) => status)].map(([key, all]) => [key, all.length]),
    );
    expect(signed).toBeGreaterThanOrEqual(COUNT / 2);
    expect(Object.keys(counts).filter((status) => !['202', '400', '401', '422'].includes(status))).toEqual([]);
    expect(counts['202']).toBeGreaterThan(50);
    expect(counts['401']).toBe(COUNT - signed);
    expect(rig.errors).toEqual([]);
    expect((await rig.get('/healthz')).status).toBe(200);
  });
});
