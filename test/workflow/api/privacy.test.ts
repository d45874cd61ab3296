import { investigationWorkflowId } from '../../../workflows/ids';
import { anomaly, ApiRig } from './api-rig';

const PERSON = ['zoe.private@example.com', '203.0.113.77', 'zoe-private-actor-id'];
const SECRET = `cfut_${'a1B2c3D4e5'.repeat(4)}0f0f0f0f`;

/** Every text and payload of a history; payloads are bytes, read as text. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).map(textOf).join('\n');
}

describe('what a sender writes', () => {
  let rig: ApiRig;
  let id = '';

  beforeAll(async () => {
    rig = await ApiRig.start();
    const body = anomaly('hold', {
      actor: { email: PERSON[0], ip: PERSON[1], id: PERSON[2] },
      title: `Somebody pasted ${SECRET}`,
      details: { note: `Authorization: Bearer ${SECRET}`, password: 'hunter2-hunter2' },
    });
    const answer = await rig.post(body, { id: 'zoe.private'.replace('.', '-') });
    id = String(answer.body?.id);
    await rig.post(body.replace('"hold"', '7'));
    await rig.send(`/webhooks/anomalies/${PERSON[0]!}`, body);
    await rig.get(`/investigations/${PERSON[2]!}?${PERSON[0]!}`);
  });

  afterAll(() => rig.close());

  it('stands in no id, memo or search attribute of the run', async () => {
    const { workflowId, memo, typedSearchAttributes } = await rig.client.workflow
      .getHandle(investigationWorkflowId(id))
      .describe();
    const seen = JSON.stringify([workflowId, memo, typedSearchAttributes.getAll()]);

    for (const word of [...PERSON, SECRET, 'zoe']) expect(seen).not.toContain(word);
  });

  it('stands in no log line, error or metric', async () => {
    const seen = JSON.stringify([rig.lines, rig.errors.map(String)]) + (await rig.get('/metrics')).text;

    for (const word of [...PERSON, SECRET, 'zoe']) expect(seen).not.toContain(word);
    expect(rig.lines.map(({ status }) => status)).toEqual(expect.arrayContaining([202, 400, 404]));
  });

  it('reaches the history of the run without its secrets, and with the rest', async () => {
    const { events } = await rig.client.workflow.getHandle(investigationWorkflowId(id)).fetchHistory();
    const history = textOf(events);

    expect(history).not.toContain(SECRET);
    expect(history).not.toContain('hunter2-hunter2');
    expect(history).toContain('Somebody pasted [scrubbed:53]');
    expect(history).toContain(PERSON[0]);
  });

  it('is not repeated by an answer that refuses it', async () => {
    const { text } = await rig.post(
      JSON.stringify({ actor: { email: 'no address' }, action: SECRET.repeat(9), timestamp: 'x' }),
    );

    for (const word of ['no address', SECRET]) expect(text).not.toContain(word);
  });
});
