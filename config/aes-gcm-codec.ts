import type { Payload, PayloadCodec } from '@temporalio/common';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from './settings';

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Says why `value` is no key; undefined when it is one: 32 bytes in Base64. */
export function wrongKey(value: string): string | undefined {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === KEY_BYTES && bytes.toString('base64') === value
    ? undefined
    : 'must be 32 bytes in Base64, 44 characters; `openssl rand -base64 32` makes one';
}

/**
 * Encrypts whole payloads, metadata included, with AES-256-GCM.
 *
 * The id of the key stands beside the bytes and is authenticated with them, so that keys can be rotated: put the new one
 * first, keep the old ones for as long as runs that they encrypted are kept. A payload that was not encrypted here passes
 * as it is, so that encryption can be switched on while runs are open.
 *
 * @param keys the first encrypts; at least one
 */
export function createAesGcmCodec(keys: readonly EncryptionKey[]): PayloadCodec {
  const byId = new Map(keys.map(({ id, key }) => [id, Buffer.from(key.reveal(), 'base64')]));
  const writeKeyId = keys[0]?.id;
  if (writeKeyId === undefined) throw new Error('encryption needs at least one key');

  const keyOf = (id: string): Buffer => {
    const key = byId.get(id);
    if (key === undefined)
      throw new Error(`no encryption key ${id} in the settings: put it back until no run needs it`);
    return key;
  };

  return {
    encode: (payloads) => Promise.resolve(payloads.map((payload) => encrypt(payload, writeKeyId, keyOf(writeKeyId)))),
    decode: async (payloads) =>
      Promise.resolve(
        payloads.map((payload) =>
          isEncrypted(payload) ? decrypt(payload, keyOf(text(payload.metadata?.['key-id']))) : payload,
        ),
      ),
  };
}

function encrypt(payload: Payload, keyId: string, key: Buffer): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(keyId));
  const data = Buffer.concat([iv, cipher.update(pack(payload)), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(ENCODING), 'key-id': Buffer.from(keyId) }, data };
}

function decrypt(payload: Payload, key: Buffer): Payload {
  const data = Buffer.from(payload.data ?? []);
  if (data.length < IV_BYTES + TAG_BYTES) throw new Error('an encrypted payload is cut short');
  const decipher = createDecipheriv(CIPHER, key, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(text(payload.metadata?.['key-id'])))
    .setAuthTag(data.subarray(-TAG_BYTES));
  return unpack(Buffer.concat([decipher.update(data.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]));
}

function isEncrypted(payload: Payload): boolean {
  return text(payload.metadata?.encoding) === ENCODING;
}

/** Length of the head (4 bytes, big endian), the head (metadata as JSON, values in Base64), then the data as it is. */
function pack(payload: Payload): Buffer {
  const entries = Object.entries(payload.metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString('base64'),
  ]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, payload.data ?? Buffer.alloc(0)]);
}

function unpack(packed: Buffer): Payload {
  const end = 4 + packed.readUInt32BE();
  const head = JSON.parse(packed.subarray(4, end).toString()) as Record<string, string>;
  const metadata = Object.fromEntries(
    Object.entries(head).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
  );
  return { metadata, data: packed.subarray(end) };
}

function text(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}
