import { ApplicationFailure, defaultPayloadConverter, type FailureConverter, type Payload } from '@temporalio/common';
import { createAesGcmCodec } from '../../../config/aes-gcm-codec';
import { createDataConverter, FAILURE_CONVERTER_PATH } from '../../../config/data-converter';
import { Secret } from '../../../config/secret';
import type { EncryptionKey } from '../../../config/settings';

const key = (id: string, byte: number): EncryptionKey => ({
  id,
  key: new Secret(id, Buffer.alloc(32, byte).toString('base64')),
});
const OLD = key('old', 1);
const NEW = key('new', 2);

const plain = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const first = (payloads: Payload[]): Payload => payloads[0]!;
const bytesOf = (payload: Payload): string =>
  Buffer.concat([payload.data!, ...Object.values(payload.metadata!)]).toString('latin1');

describe('an encrypted payload', () => {
  it('hides the value and its encoding, and comes back whole', async () => {
    const codec = createAesGcmCodec([NEW]);
    const payload = plain({ note: 'control-string', umlaut: 'ü', empty: '' });

    const encrypted = first(await codec.encode([payload]));

    expect(bytesOf(encrypted)).not.toMatch(/control-string|json\/plain/);
    expect(defaultPayloadConverter.fromPayload(first(await codec.decode([encrypted])))).toEqual({
      note: 'control-string',
      umlaut: 'ü',
      empty: '',
    });
  });

  it('comes back even when it is empty, as null or bytes', async () => {
    const codec = createAesGcmCodec([NEW]);

    for (const value of [undefined, null, Buffer.from([0, 255, 10])]) {
      const back = first(await codec.decode(await codec.encode([plain(value)])));
      expect(back.metadata).toEqual(plain(value).metadata);
      expect(Buffer.from(back.data ?? [])).toEqual(Buffer.from(plain(value).data ?? []));
    }
  });

  it('never looks the same twice, so that equal values cannot be told', async () => {
    const [one, two] = await createAesGcmCodec([NEW]).encode([plain('same'), plain('same')]);

    expect(bytesOf(one!)).not.toBe(bytesOf(two!));
  });

  it('is refused when a single bit of it was changed', async () => {
    const codec = createAesGcmCodec([NEW]);
    const encrypted = first(await codec.encode([plain('value')]));
    const data = Buffer.from(encrypted.data!);
    data[20]! ^= 1;

    await expect(codec.decode([{ ...encrypted, data }])).rejects.toThrow();
  });

  it('is refused under the name of another key with the same bytes', async () => {
    const codec = createAesGcmCodec([NEW, { ...NEW, id: 'alias' }]);
    const encrypted = first(await codec.encode([plain('value')]));

    await expect(
      codec.decode([{ ...encrypted, metadata: { ...encrypted.metadata, 'key-id': Buffer.from('alias') } }]),
    ).rejects.toThrow();
  });

  it('is refused when it was cut short', async () => {
    const codec = createAesGcmCodec([NEW]);
    const encrypted = first(await codec.encode([plain('value')]));

    await expect(codec.decode([{ ...encrypted, data: encrypted.data!.subarray(0, 10) }])).rejects.toThrow('cut short');
  });
});

describe('rotating keys', () => {
  it('writes with the first and reads what the others wrote', async () => {
    const before = first(await createAesGcmCodec([OLD]).encode([plain('written before')]));
    const rotated = createAesGcmCodec([NEW, OLD]);

    expect(defaultPayloadConverter.fromPayload(first(await rotated.decode([before])))).toBe('written before');
    const after = first(await rotated.encode([plain('written after')]));
    expect(Buffer.from(after.metadata!['key-id']!).toString()).toBe('new');
    await expect(createAesGcmCodec([OLD]).decode([after])).rejects.toThrow();
  });

  it('names the key that is missing when it was taken out too early', async () => {
    const before = await createAesGcmCodec([OLD]).encode([plain('value')]);

    await expect(createAesGcmCodec([NEW]).decode(before)).rejects.toThrow('no encryption key old');
  });

  it('reads what was written before encryption was switched on', async () => {
    const payload = plain('in the clear');

    expect(await createAesGcmCodec([NEW]).decode([payload])).toEqual([payload]);
  });
});

describe('the data converter', () => {
  it('is Temporal’s own without keys, so that failures can be read in its UI', () =>
    expect(createDataConverter([])).toEqual({}));

  it('hides message and stack of a failure with keys', async () => {
    const { failureConverterPath, payloadCodecs } = createDataConverter([NEW]);
    expect(failureConverterPath).toBe(FAILURE_CONVERTER_PATH);
    const { failureConverter } = (await import(FAILURE_CONVERTER_PATH)) as { failureConverter: FailureConverter };

    const failure = failureConverter.errorToFailure(
      ApplicationFailure.nonRetryable('a message that says too much', 'Refused'),
      defaultPayloadConverter,
    );
    const encoded = await payloadCodecs![0]!.encode([failure.encodedAttributes!]);

    expect(JSON.stringify({ ...failure, encodedAttributes: null })).not.toMatch(/says too much|data-converter\.test/);
    expect(bytesOf(encoded[0]!)).not.toContain('says too much');
    expect(failure.applicationFailureInfo?.type).toBe('Refused');
  });
});
