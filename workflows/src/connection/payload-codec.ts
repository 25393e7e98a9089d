import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { WorkflowsError } from '../errors.ts';

const { Payload: WirePayload } = proto.temporal.api.common.v1;

/** As Temporal's samples name it, so that other codec servers can read what is written here. */
const ENCODING = 'binary/encrypted';
const CIPHER = 'AES-256-GCM';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = 'encryption-key-id';

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * What encrypts and decrypts all that Temporal keeps of a run, where `SIGHTLINE_PAYLOAD_KEYS` has keys
 * (`id:base64,id:base64`): the first encrypts, all decrypt.
 *
 * @throws WorkflowsError `workflows/invalid-key`
 */
export function dataConverter(environment: NodeJS.ProcessEnv = process.env): DataConverter | undefined {
  const given = environment['SIGHTLINE_PAYLOAD_KEYS'];
  return given ? { payloadCodecs: [payloadCodec(keysOf(given))] } : undefined;
}

/** AES-GCM over whole payloads; the id of the key is in the metadata of what it gives. */
function payloadCodec(keys: readonly [Key, ...Key[]]): PayloadCodec {
  const [first] = keys;
  return {
    encode: async (payloads) =>
      payloads.map((payload) => ({
        metadata: {
          encoding: Buffer.from(ENCODING),
          'encryption-cipher': Buffer.from(CIPHER),
          [KEY_ID]: Buffer.from(first.id),
        },
        data: encrypt(WirePayload.encode(payload).finish(), first.bytes),
      })),
    decode: async (payloads) =>
      payloads.map((payload) => {
        if (textOf(payload, 'encoding') !== ENCODING) return payload;
        const id = textOf(payload, KEY_ID);
        const key = keys.find((candidate) => candidate.id === id);
        if (!key) throw unknownKey(id, keys);
        return WirePayload.decode(decrypt(Buffer.from(payload.data ?? []), key));
      }),
  };
}

function encrypt(data: Uint8Array, key: Buffer): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(data), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(data: Buffer, { id, bytes }: Key): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', bytes, data.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new WorkflowsError(
      'workflows/invalid-key',
      `What Temporal keeps cannot be decrypted: the key ${id} of SIGHTLINE_PAYLOAD_KEYS is another one than it was ` +
        'encrypted with, or the data was altered. Give that key its old bytes, and a new key a new id.',
      { cause },
    );
  }
}

function textOf({ metadata }: Payload, name: string): string {
  return Buffer.from(metadata?.[name] ?? []).toString();
}

function keysOf(given: string): [Key, ...Key[]] {
  const keys = given.split(',').map((entry): Key => {
    const [, id, text] = /^([\w.-]+):([A-Za-z0-9+/]+={0,2})$/.exec(entry.trim()) ?? [];
    const bytes = Buffer.from(text ?? '', 'base64');
    if (id !== undefined && bytes.length === KEY_BYTES) return { id, bytes };
    throw new WorkflowsError(
      'workflows/invalid-key',
      `Entry ${given.split(',').indexOf(entry) + 1} of SIGHTLINE_PAYLOAD_KEYS is not a key. Allowed: id:key, divided ` +
        'by commas, where the key is 32 bytes in base64: openssl rand -base64 32. The first encrypts, all decrypt.',
    );
  });
  return keys as [Key, ...Key[]];
}

function unknownKey(id: string, keys: readonly Key[]): WorkflowsError {
  return new WorkflowsError(
    'workflows/invalid-key',
    `What Temporal keeps was encrypted with the key "${id}", which SIGHTLINE_PAYLOAD_KEYS lacks. It has ` +
      `${keys.map((key) => key.id).join(', ')}: add that key after the first.`,
  );
}
