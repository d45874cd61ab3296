import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { AssessAnomalyInput } from '../../../activities/archive/investigation/assess-anomaly';
import { createEvidenceReader } from '../../../activities/archive/investigation/evidence';
import type { ReadSourceInput, SourceReading } from '../../../activities/shared/source-reading';
import type { ModelOpinion } from '../../../domain/investigation/model-opinion';
import type { TimelineEvent } from '../../../domain/investigation/timeline';
import { DAY_MS, NO_SIGNAL, RETENTION_DAYS } from './archive-rig';
import {
  anomalyOf,
  createInvestigationRig,
  hoursAgo,
  inputOf,
  INVESTIGATION,
  NOW_MS,
  type InvestigationRig,
} from './investigation-rig';

let rig: InvestigationRig;
beforeEach(async () => {
  rig = await createInvestigationRig();
});
afterEach(() => rig.close());

const SECRET = 'v1.0-0123456789abcdef-0123456789abcdef0123456789abcdef';

function event(id: string, hours: number, more: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    source: 'cloudflare',
    id,
    time: hoursAgo(hours),
    kind: 'change',
    outcome: 'success',
    actor: { id: 'u1', email: 'dana@example.com', name: '', type: 'user' },
    address: '198.51.100.24',
    country: null,
    userAgent: 'Mozilla/5.0',
    credentialId: null,
    target: `/zones/z1/dns_records/${id}`,
    area: 'zones/dns_records',
    requestId: null,
    approvedIssuer: false,
    text: { summary: 'PATCH', targetName: '' },
    matchedBy: 'actor',
    ...more,
  };
}

/** A reading with these events handed over, as a source does it. */
async function reading(
  events: readonly (TimelineEvent | null)[],
  more: Partial<SourceReading> = {},
): Promise<SourceReading> {
  const text = events.map((one) => `${JSON.stringify({ event: one, raw: { id: one?.id ?? 'odd' } })}\n`).join('');
  const staged = text === '' ? null : await rig.archive.handOver.putLarge(text, NO_SIGNAL);
  const count = events.filter((one) => one !== null).length;
  return { source: 'cloudflare', state: 'complete', events: count, staged, note: null, ...more };
}

const NO_DATADOG: SourceReading = { source: 'datadog', state: 'not_configured', events: 0, staged: null, note: null };
const INPUT: ReadSourceInput = inputOf(anomalyOf());

async function assessmentInput(events: readonly TimelineEvent[]): Promise<AssessAnomalyInput> {
  const readings = [await reading(events), NO_DATADOG];
  const evidence = await rig.store(INPUT, readings);
  return { ...INPUT, sender: 'edge-detector', sources: readings, evidence, opinion: null };
}

const USUAL = [event('a', 20), event('b', 15), event('c', 10), event('d', 2)];
const assess = (input: AssessAnomalyInput) => rig.run(rig.activities.assessAnomaly, input);
const find = (investigation = INVESTIGATION) => rig.run(rig.activities.findAssessment, { investigation });
const KEY = `assessment/${INVESTIGATION}.json`;

describe('evidence', () => {
  it('is one object of what was reported, what became of each source, and every record', async () => {
    const readings = [await reading([event('a', 1), null]), { ...NO_DATADOG, note: 'no section' }];

    const reference = await rig.store(INPUT, readings);

    expect(reference).toMatchObject({ events: 1 });
    expect(reference.key).toBe(`evidence/investigation=${INVESTIGATION}/${reference.sha256.slice(0, 16)}.ndjson.gz`);
    const [header, ...records] = (await rig.evidence(reference.key)).map((line) => JSON.parse(line) as unknown);
    expect(header).toEqual({
      schema: 1,
      investigation: INVESTIGATION,
      anomaly: INPUT.anomaly,
      window: INPUT.window,
      sources: readings.map(({ source, state, events, note }) => ({ source, state, events, note })),
    });
    expect(records).toEqual([
      { event: event('a', 1), raw: { id: 'a' } },
      { event: null, raw: { id: 'odd' } },
    ]);
  });

  it('is locked for the retention', async () => {
    const { key } = await rig.store(INPUT, [await reading([event('a', 1)]), NO_DATADOG]);
    const { ObjectLockMode, ObjectLockRetainUntilDate } = await rig.archive.head(key);
    expect(ObjectLockMode).toBe('COMPLIANCE');
    expect(ObjectLockRetainUntilDate!.getTime()).toBeGreaterThanOrEqual(NOW_MS + RETENTION_DAYS * DAY_MS - 1_000);
  });

  it('that is stored again is the same object', async () => {
    const readings = [await reading([event('a', 1)]), NO_DATADOG];
    const first = await rig.store(INPUT, readings);
    expect(await rig.store(INPUT, readings)).toEqual(first);
    expect(await rig.archive.versionCount(first.key)).toBe(1);
  });

  it('has no secret of what was reported', async () => {
    const anomaly = anomalyOf(undefined, { title: `look at ${SECRET}`, details: { api_token: SECRET } });
    const { key } = await rig.store({ ...INPUT, anomaly }, [await reading([event('a', 1)]), NO_DATADOG]);
    expect((await rig.evidence(key)).join('\n')).not.toContain(SECRET);
  });

  it('without a single event is stored all the same', async () => {
    const reference = await rig.store(INPUT, [await reading([]), NO_DATADOG]);
    expect(reference.events).toBe(0);
    expect(await rig.evidence(reference.key)).toHaveLength(1);
  });

  it('whose reading has expired is a failure that says so', async () => {
    const lost = { ...(await reading([event('a', 1)])), staged: `staging/date=2026-01-01/${'0'.repeat(64)}` };
    await expect(rig.store(INPUT, [lost, NO_DATADOG])).rejects.toMatchObject({ type: 'NotFound' });
  });

  it.each(['../audit', 'A'.repeat(24), INVESTIGATION.slice(1), `${INVESTIGATION}\n`])(
    'is stored under no id but an investigation’s: %j',
    async (investigation) => {
      await expect(rig.store({ ...INPUT, investigation }, [NO_DATADOG])).rejects.toMatchObject({ type: 'Refused' });
      await expect(find(investigation)).rejects.toMatchObject({ type: 'Refused' });
    },
  );

  it('is read back as a timeline, in order and each event once', async () => {
    const reference = await rig.store(INPUT, [
      await reading([event('b', 1), event('a', 2), event('b', 1)]),
      NO_DATADOG,
    ]);
    const timeline = await createEvidenceReader(rig.archive.store, rig.archive.settings).read(reference, NO_SIGNAL);
    expect(timeline.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('that somebody has written over is not believed', async () => {
    const input = await assessmentInput(USUAL);
    const other = await rig.store(INPUT, [await reading([event('forged', 1)]), NO_DATADOG]);
    const { bytes } = (await rig.archive.store.read(other.key, NO_SIGNAL))!;
    const { s3, bucket } = rig.archive;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: input.evidence.key, Body: bytes }));

    await expect(assess(input)).rejects.toMatchObject({ type: 'Tampered', nonRetryable: true });
    expect(await find()).toBeNull();
  });

  it('of another key is refused', async () => {
    const input = await assessmentInput(USUAL);
    const evidence = { ...input.evidence, key: KEY };
    await expect(assess({ ...input, evidence })).rejects.toMatchObject({ type: 'Refused' });
  });
});

describe('an assessment', () => {
  it('does not exist before it is made', async () => {
    expect(await find()).toBeNull();
    await expect(rig.report()).rejects.toMatchObject({ type: 'NotFound' });
  });

  it('is stored with its report, and found again', async () => {
    const input = await assessmentInput(USUAL);

    const assessment = await assess(input);

    expect(assessment).toEqual({
      verdict: 'benign',
      confidence: expect.any(Number) as number,
      raisedByModel: false,
      missing: ['Datadog is not connected.'],
      evidence: input.evidence,
      assessmentKey: KEY,
    });
    expect(await find()).toEqual(assessment);
    expect((await rig.archive.head(KEY)).ObjectLockMode).toBe('COMPLIANCE');
    const report = await rig.report();
    expect(report).toMatchObject({
      investigation: INVESTIGATION,
      title: `INV-${INVESTIGATION.slice(0, 12)} credential`,
      labels: ['edgewarden', 'verdict-benign'],
    });
    expect(report['body']).toContain(input.evidence.sha256);
    expect(report['body']).toContain(`s3://${rig.archive.bucket}/${input.evidence.key}`);
  });

  it('that stands wins over any later one', async () => {
    const input = await assessmentInput(USUAL);
    const first = await assess(input);
    const report = await rig.report();
    const other = await assessmentInput([event('x', 1, { kind: 'logging_disabled', address: '203.0.113.9' })]);

    expect(await assess(other)).toEqual(first);
    expect(await rig.report()).toEqual(report);
    expect(await rig.archive.versionCount(KEY)).toBe(1);
  });

  it('that was stored while another was made wins over that one', async () => {
    const first = await assess(await assessmentInput(USUAL));
    const other = await assessmentInput([event('x', 1, { kind: 'logging_disabled', address: '203.0.113.9' })]);
    jest.spyOn(rig.archive.store, 'read').mockResolvedValueOnce(undefined); // it was not there yet

    expect(await assess(other)).toEqual(first);
    expect(await rig.archive.versionCount(KEY)).toBe(1);
  });

  it('is the same for two that race', async () => {
    const [one, other] = [await assessmentInput(USUAL), await assessmentInput([event('x', 1)])];
    await Promise.all([assess(one), assess(other)]);
    const standing = await find();
    expect(await assess(one)).toEqual(standing);
    expect(await assess(other)).toEqual(standing);
  });

  it('whose answer was lost is found by the next attempt', async () => {
    const input = await assessmentInput(USUAL);
    const { store } = rig.archive;
    const put = jest.spyOn(store, 'putImmutable').mockImplementationOnce(async (write, signal) => {
      put.mockRestore();
      await store.putImmutable(write, signal);
      throw new Error('the answer was lost');
    });
    await expect(assess(input)).rejects.toThrow('lost');

    expect(await assess(input)).toEqual(await find());
    expect(await rig.archive.versionCount(KEY)).toBe(1);
  });

  it('that cannot be read is a failure, never made anew', async () => {
    const { s3, bucket } = rig.archive;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: KEY, Body: '{"schema":2}' }));
    await expect(find()).rejects.toMatchObject({ type: 'UnexpectedAnswer' });
    await expect(assess(await assessmentInput(USUAL))).rejects.toMatchObject({ type: 'UnexpectedAnswer' });
  });

  it('of another investigation is none of this one’s', async () => {
    const other = 'f'.repeat(24);
    await assess(await assessmentInput(USUAL));
    const { bytes } = (await rig.archive.store.read(KEY, NO_SIGNAL))!;
    const { s3, bucket } = rig.archive;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `assessment/${other}.json`, Body: bytes }));
    await expect(find(other)).rejects.toMatchObject({ type: 'UnexpectedAnswer' });
  });

  it('takes a source that nobody speaks of for missing', async () => {
    const input = await assessmentInput(USUAL);
    const assessment = await assess({ ...input, sources: input.sources.slice(0, 1) });
    expect(assessment.missing).toEqual(['Datadog could not be read.']);
  });

  it('of an actor whom nobody has heard of is inconclusive', async () => {
    expect((await assess(await assessmentInput([]))).verdict).toBe('inconclusive');
  });

  it('has no secret, wherever one was planted', async () => {
    const input = await assessmentInput(USUAL);
    const anomaly = anomalyOf(undefined, { title: `look at ${SECRET}`, details: { note: `token=${SECRET}` } });
    await assess({ ...input, anomaly, opinion: { ...OPINION, narrative: `it says ${SECRET}` } });
    const { bytes } = (await rig.archive.store.read(KEY, NO_SIGNAL))!;
    expect(bytes.toString('utf8')).not.toContain(SECRET);
  });
});

const OPINION: ModelOpinion = {
  status: 'used',
  reason: null,
  raised: true,
  verdict: 'likely_malicious',
  confidence: 0.9,
  narrative: 'An attack.',
  citations: ['cloudflare:d'],
  nextStep: null,
  model: 'openai:x',
  promptVersion: '1',
  inputTokens: 1,
  outputTokens: 1,
};

describe('a model’s opinion', () => {
  it('that raises the verdict is followed, and the confidence stays that of the rules', async () => {
    const input = await assessmentInput(USUAL);
    const raised = await assess({ ...input, opinion: OPINION });
    expect(raised).toMatchObject({ verdict: 'likely_malicious', raisedByModel: true });
    expect(raised.confidence).not.toBe(0.9);
    expect((await rig.report())['labels']).toContain('verdict-likely-malicious');
  });

  it.each([
    ['does not raise', { raised: false }],
    ['was unavailable', { status: 'unavailable' }],
    ['calls it harmless', { verdict: 'benign' }],
  ] as const)('that %s changes nothing', async (_, more) => {
    const input = await assessmentInput(USUAL);
    const assessment = await assess({ ...input, opinion: { ...OPINION, ...more } });
    expect(assessment).toMatchObject({ verdict: 'benign', raisedByModel: false });
  });
});

it('ten thousand events of the longest texts are stored, judged and read back, and no result grows with them', async () => {
  const long = 'é\u202e"<'.repeat(50);
  const flood = Array.from({ length: 10_000 }, (_, index) =>
    event(`e${index}`, 1 + index / 5_000, {
      kind: 'credential_minted',
      target: `${index}${long}`.slice(0, 200),
      userAgent: long,
      text: { summary: long, targetName: long },
    }),
  );

  const assessment = await assess(await assessmentInput(flood));

  expect(assessment.evidence.events).toBe(10_000);
  expect(JSON.stringify(assessment).length).toBeLessThan(2_000);
  expect(JSON.stringify(await rig.report()).length).toBeGreaterThan(1_000_000);
}, 60_000);
