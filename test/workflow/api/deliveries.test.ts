import { investigationWorkflowId } from '../../../workflows/ids';
import { githubHeaders, standardHeaders, WEBHOOK_SECRETS } from '../../support/signed-delivery';
import { anomaly, ApiRig, until } from './api-rig';

let rig: ApiRig;

beforeAll(async () => {
  rig = await ApiRig.start();
});

afterAll(() => rig.close());

const idOf = ({ body }: { body: Readonly<Record<string, unknown>> | undefined }): string => String(body?.id);

describe('a signed delivery', () => {
  it('is answered with verdict, confidence and the link of the report', async () => {
    const { status, body } = await rig.post(anomaly('publish'), { prefer: null });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'published',
      verdict: 'likely_malicious',
      confidence: 0.87,
      report: `https://wiki.example.com/pages/${String(body?.id)}`,
      missing: ['Datadog did not answer.'],
    });
  });

  it('starts one run under the id that its sender and its delivery id give it, with the hash of its bytes', async () => {
    const { body, status, headers } = await rig.post(anomaly('hold'), { id: 'msg_fixed-for-this-test' });

    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/investigations/${String(body?.id)}`);
    const { memo, taskQueue, staticSummary } = await rig.client.workflow
      .getHandle(investigationWorkflowId(String(body?.id)))
      .describe();
    expect(taskQueue).toBe(rig.taskQueue);
    expect(await staticSummary()).toBe('Investigation of an anomaly that siem reported');
    expect(memo).toEqual({ bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  it('of a sender with a mapping is read where the mapping says', async () => {
    const body = JSON.stringify({
      who: { mail: 'mallory@example.com' },
      event: { name: 'publish', at: new Date().toISOString() },
    });
    const answer = await rig.send('/webhooks/anomalies/forge', body, {
      headers: githubHeaders(body),
      prefer: 'wait=10',
    });

    expect(answer.status).toBe(200);
  });
});

describe('what is not proven', () => {
  const body = anomaly('publish');
  const fromNow = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

  it.each<[string, () => Record<string, string>]>([
    ['no signature', () => ({})],
    ['an altered body', () => standardHeaders(`${body} `)],
    ['a signature of five minutes and more ago', () => standardHeaders(body, { seconds: fromNow(-330) })],
    ['a signature of a later time', () => standardHeaders(body, { seconds: fromNow(330) })],
    ['another id than the signed one', () => ({ ...standardHeaders(body), 'webhook-id': 'msg_other' })],
    ['the signature of another scheme', () => githubHeaders(body)],
  ])('is refused without a word: %s', async (_, headers) => {
    const answer = await rig.send('/webhooks/anomalies/siem', body, { headers: headers() });

    expect(answer).toMatchObject({ status: 401, text: '' });
  });

  it('starts nothing', async () => {
    const headers = { ...standardHeaders(body), 'webhook-id': 'msg_not-started' };
    await rig.send('/webhooks/anomalies/siem', body, { headers });
    const first = await rig.post(body, { id: 'msg_not-started' });

    expect(rig.lines.filter(({ investigation }) => investigation === idOf(first))).toMatchObject([
      { outcome: 'started' },
    ]);
  });
});

describe('what is refused for its form', () => {
  const siem = '/webhooks/anomalies/siem';
  const body = anomaly('publish');

  it.each<[string, () => Promise<unknown>]>([
    ['too large', () => rig.post(JSON.stringify('x'.repeat(300 * 1024)))],
    ['compressed', () => rig.post(body, { headers: { 'content-encoding': 'gzip' } })],
    ['of another type', () => rig.post(body, { headers: { 'content-type': 'text/plain' } })],
    ['no JSON', () => rig.post('{')],
    ['cut off', () => rig.cut(siem)],
  ])('counts as a delivery that was refused: %s', async (_, send) => {
    const before = rig.lines.length;
    await send();
    await until(() => Promise.resolve(rig.lines.length > before));

    expect(rig.lines.at(-1)).toMatchObject({ sender: 'siem', outcome: 'refused' });
  });
});

describe('a delivery with the old one of two secrets', () => {
  it('is taken, so that a sender can change over', async () => {
    expect((await rig.post(anomaly('publish'), { secret: WEBHOOK_SECRETS.SIEM_OLD_SECRET })).status).toBe(202);
  });
});

describe('a redelivery', () => {
  it('of fifty at once leads to one run and one answer', async () => {
    const body = anomaly('hold');
    const deliveries = Array.from({ length: 50 }, () => rig.post(body, { id: 'msg_fifty', prefer: 'wait=30' }));
    await until(async () => (await rig.waiting()) === 50);
    const known = await rig.post(body, { id: 'msg_fifty' });
    await rig.end(idOf(known), 'published');

    const answers = await Promise.all(deliveries);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const outcomes = rig.lines
      .filter(({ investigation }) => investigation === idOf(known))
      .map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'joined')).toHaveLength(50);
    await until(async () => (await rig.runs(idOf(known))).length > 0);
    expect(await rig.runs(idOf(known))).toHaveLength(1);
  });

  it('after the end gets the report again and starts nothing', async () => {
    const body = anomaly('publish');
    const first = await rig.post(body, { id: 'msg_done', prefer: 'wait=30' });
    const again = await rig.post(body, { id: 'msg_done' });

    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.text).toBe(first.text);
  });

  it('asks the run once for all who wait or have waited in one process, because a run answers ten at a time', async () => {
    const body = anomaly('hold');
    const id = idOf(await rig.post(body, { id: 'msg_one-update' }));
    const leave = new AbortController();
    const left = rig.post(body, { id: 'msg_one-update', prefer: 'wait=30', signal: leave.signal });
    await until(async () => (await rig.waiting()) === 1);
    leave.abort();
    await expect(left).rejects.toThrow();
    await until(async () => (await rig.waiting()) === 0);
    const deliveries = Array.from({ length: 15 }, () => rig.post(body, { id: 'msg_one-update', prefer: 'wait=30' }));
    await until(async () => (await rig.waiting()) === 15);
    await rig.end(id, 'published');
    const answers = await Promise.all(deliveries);

    const { events } = await rig.client.workflow.getHandle(investigationWorkflowId(id)).fetchHistory();
    const asked = events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(asked).toHaveLength(1);
  });

  it('of ten at once after a failure starts it again once', async () => {
    const body = anomaly('hold');
    const id = idOf(await rig.post(body, { id: 'msg_ten' }));
    await rig.end(id, 'failed');
    await rig.client.workflow
      .getHandle(investigationWorkflowId(id))
      .result()
      .catch(() => undefined);
    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.post(body, { id: 'msg_ten' })));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const outcomes = rig.lines.filter(({ investigation }) => investigation === id).map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual([...Array.from({ length: 9 }, () => 'joined'), 'restarted', 'started']);
  });

  it('with another body under the same id is a conflict, while the first one works and after it', async () => {
    const first = await rig.post(anomaly('hold'), { id: 'msg_changed' });
    const during = await rig.post(anomaly('publish'), { id: 'msg_changed' });
    await rig.end(idOf(first), 'published');
    await rig.client.workflow.getHandle(investigationWorkflowId(idOf(first))).result();
    const after = await rig.post(anomaly('publish'), { id: 'msg_changed' });

    expect([during.status, after.status]).toEqual([409, 409]);
    expect(during.body).toMatchObject({ code: 'delivery_conflict', investigation: idOf(first) });
  });

  it('with another body is a conflict after a failure too, and does not start again', async () => {
    const first = await rig.post(anomaly('fail'), { id: 'msg_failed-changed', prefer: 'wait=30' });
    const changed = await rig.post(anomaly('publish'), { id: 'msg_failed-changed' });

    expect([first.status, changed.status]).toEqual([502, 409]);
    expect((await rig.get(`/investigations/${String(first.body?.investigation)}`)).body?.state).toBe('failed');
  });

  it('of two bodies that race for one new id lets one through', async () => {
    const answers = await Promise.all(
      ['hold', 'hold-too'].map((action) => rig.post(anomaly(action), { id: 'msg_race' })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  });

  it('after a failure starts it again', async () => {
    const body = anomaly('hold');
    const first = await rig.post(body, { id: 'msg_again' });
    await rig.end(idOf(first), 'failed');
    await rig.client.workflow
      .getHandle(investigationWorkflowId(idOf(first)))
      .result()
      .catch(() => undefined);
    const second = await rig.post(body, { id: 'msg_again' });
    await rig.end(idOf(first), 'published');
    const third = await rig.post(body, { id: 'msg_again', prefer: 'wait=30' });

    expect([second.status, third.status]).toEqual([202, 200]);
    await until(async () => (await rig.runs(idOf(first))).length === 2);
  });

  it('by GitHub style is the same body, whatever its delivery id says', async () => {
    const body = JSON.stringify({
      who: { mail: 'm@example.com' },
      event: { name: 'hold', at: new Date().toISOString() },
    });
    const post = (id: string) =>
      rig.send('/webhooks/anomalies/forge', body, { headers: { ...githubHeaders(body), 'x-github-delivery': id } });

    const [first, second] = [await post('one'), await post('two')];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(idOf(second)).toBe(idOf(first));
    expect(rig.lines.slice(-2)).toMatchObject([{ outcome: 'started' }, { outcome: 'joined' }]);
  });
});

describe('an investigation that fails', () => {
  it.each(['fail', 'crash'])(
    'is a bad gateway with id and reason, so that the sender repeats it (%s)',
    async (action) => {
      const { status, body } = await rig.post(anomaly(action), { prefer: 'wait=30' });

      expect(status).toBe(502);
      expect(body).toMatchObject({
        code: 'investigation_failed',
        investigation: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
        detail: expect.stringContaining('Confluence has no space SEC') as string,
      });
    },
  );
});
