import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type PayloadCodec } from '@temporalio/common';
import { dataConverter } from './payload-codec.ts';

const KEYS = { old: randomBytes(32).toString('base64'), new: randomBytes(32).toString('base64') };
const codecOf = (keys: string): PayloadCodec => dataConverter({ SIGHTLINE_PAYLOAD_KEYS: keys })!.payloadCodecs![0]!;
const payload = defaultPayloadConverter.toPayload({ source: 's3://patients' });
const text = (data: Uint8Array | null | undefined) => Buffer.from(data ?? []).toString('latin1');

it('gives back what it has encrypted, and shows nothing of it but the id of the key', async () => {
  const codec = codecOf(`old:${KEYS.old}`);
  const [encrypted, again] = await codec.encode([payload, payload]);
  expect(text(encrypted?.data)).not.toContain('patients');
  expect(text(encrypted?.data)).not.toBe(text(again?.data));
  const metadata = Object.fromEntries(
    Object.entries(encrypted?.metadata ?? {}).map(([key, value]) => [key, text(value)]),
  );
  expect(metadata).toEqual({
    encoding: 'binary/encrypted',
    'encryption-cipher': 'AES-256-GCM',
    'encryption-key-id': 'old',
  });
  const [decrypted] = await codec.decode([encrypted!]);
  expect(defaultPayloadConverter.fromPayload(decrypted!)).toEqual({ source: 's3://patients' });
});

it('reads what was encrypted with an earlier key, and what was not encrypted', async () => {
  const [earlier] = await codecOf(`old:${KEYS.old}`).encode([payload]);
  const codec = codecOf(`new:${KEYS.new},old:${KEYS.old}`);
  const decoded = await codec.decode([earlier!, payload]);
  expect(decoded.map((each) => defaultPayloadConverter.fromPayload(each))).toEqual(
    Array.from({ length: 2 }, () => ({ source: 's3://patients' })),
  );
  const [later] = await codec.encode([payload]);
  expect(text(later?.metadata?.['encryption-key-id'])).toBe('new');
});

it('says which key is missing or another one, and refuses what was altered', async () => {
  const [encrypted] = await codecOf(`old:${KEYS.old}`).encode([payload]);
  const code = 'workflows/invalid-key';
  await expect(codecOf(`new:${KEYS.new}`).decode([encrypted!])).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/the key "old", which SIGHTLINE_PAYLOAD_KEYS lacks\. It has new/),
  });
  await expect(codecOf(`old:${KEYS.new}`).decode([encrypted!])).rejects.toMatchObject({ code });
  const data = Uint8Array.from(encrypted!.data!);
  data[20]! ^= 1;
  await expect(codecOf(`old:${KEYS.old}`).decode([{ ...encrypted!, data }])).rejects.toMatchObject({ code });
});

it.each(['secret', `old:${KEYS.old},short:YWJj`, ':abc'])('refuses %s as keys', (keys) => {
  expect(() => dataConverter({ SIGHTLINE_PAYLOAD_KEYS: keys })).toThrow(/is not a key\. Allowed: id:key/);
});

it('is not there where no key is', () => {
  expect(dataConverter({})).toBeUndefined();
});
