import { createHash } from 'node:crypto';
import { hashJson, type StageContext } from '@sightline/artifacts';
import { type DecodeLimits, messageOf, type Quarantined } from '@sightline/contracts';
import { decoderVersions, type ImageHeader } from './decoding/image.ts';

/** What decoding an image showed: its size, or why it cannot be used. */
export type Verdict = Pick<ImageHeader, 'width' | 'height'> | Pick<Quarantined, 'reason' | 'detail'>;

/** Verdicts on images by the sha256 of their bytes, kept in the artifact store from one ingest to the next. */
export interface DecodeVerdicts {
  get(sha256: string): Verdict | undefined;
  add(sha256: string, verdict: Verdict): void;
  /** Keeps what was added. The verdicts can always be found again: a failure is only a warning. */
  save(): Promise<void>;
}

/** Raised when the decoder would now judge otherwise. */
const VERSION = 1;
const HASH_BYTES = 32;
/** The sha256 of an image, its width, its height, and the number of its refusal from 1 or 0. */
const RECORD_BYTES = HASH_BYTES + 12;

/** Records sorted by their hash, and the refusals that they refer to: 44 bytes an image, searched where they lie. */
interface Table {
  records: Buffer;
  refusals: Pick<Quarantined, 'reason' | 'detail'>[];
}
const EMPTY: Table = { records: Buffer.alloc(0), refusals: [] };

/**
 * Opens the verdicts given under these limits by the decoder at hand. A file of them that is damaged counts as absent.
 */
export async function openDecodeVerdicts(
  { artifacts, logger }: Pick<StageContext, 'artifacts' | 'logger'>,
  limits: DecodeLimits,
): Promise<DecodeVerdicts> {
  const decoder = { version: VERSION, ...decoderVersions() };
  const key = `decode-verdicts/${hashJson({ decoder, limits })}.bin`;
  const readTable = async () => {
    try {
      return parseTable(await artifacts.backend.read(key)) ?? EMPTY;
    } catch (error) {
      logger.warn(`The decode verdicts could not be read; the images are decoded again: ${messageOf(error)}`);
      return EMPTY;
    }
  };
  const known = await readTable();
  const added = new Map<string, Verdict>();
  return {
    get: (sha256) => added.get(sha256) ?? verdictIn(known, Buffer.from(sha256, 'hex')),
    add: (sha256, verdict) => void added.set(sha256, verdict),
    async save() {
      if (added.size === 0) return;
      try {
        await artifacts.backend.write(key, formatTable(merge(await readTable(), added)));
      } catch (error) {
        logger.warn(`The decode verdicts could not be kept; the images will be decoded again: ${messageOf(error)}`);
      }
    },
  };
}

function verdictIn(table: Table, hash: Buffer): Verdict | undefined {
  const { records, refusals } = table;
  let [low, high] = [0, records.length / RECORD_BYTES];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = orderAt(table, middle * RECORD_BYTES, hash);
    if (order === 0) {
      const at = middle * RECORD_BYTES + HASH_BYTES;
      const refusal = records.readUInt32LE(at + 8);
      if (refusal > 0) return refusals[refusal - 1];
      return { width: records.readUInt32LE(at), height: records.readUInt32LE(at + 4) };
    }
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

/**
 * Negative where a record comes before a hash, 0 where it is the hash's, positive where it, or the end, comes after.
 */
function orderAt({ records }: Table, at: number, hash: Buffer): number {
  return at < records.length ? records.compare(hash, 0, HASH_BYTES, at, at + HASH_BYTES) : 1;
}

function merge(known: Table, added: ReadonlyMap<string, Verdict>): Table {
  const refusals = [...known.refusals];
  const numbers = new Map(refusals.map((refusal, index) => [JSON.stringify(refusal), index + 1]));
  const records = Buffer.alloc(known.records.length + added.size * RECORD_BYTES);
  let [from, to] = [0, 0];
  // The order of hexadecimal digits is that of the bytes.
  for (const sha256 of [...added.keys()].sort()) {
    const hash = Buffer.from(sha256, 'hex');
    const start = from;
    while (orderAt(known, from, hash) < 0) from += RECORD_BYTES;
    to += known.records.copy(records, to, start, from);
    if (orderAt(known, from, hash) === 0) continue;
    hash.copy(records, to);
    const verdict = added.get(sha256) as Verdict;
    if ('width' in verdict) {
      records.writeUInt32LE(verdict.width, to + HASH_BYTES);
      records.writeUInt32LE(verdict.height, to + HASH_BYTES + 4);
    } else {
      const text = JSON.stringify({ reason: verdict.reason, detail: verdict.detail });
      const number = numbers.get(text) ?? refusals.push(JSON.parse(text));
      numbers.set(text, number);
      records.writeUInt32LE(number, to + HASH_BYTES + 8);
    }
    to += RECORD_BYTES;
  }
  to += known.records.copy(records, to, from);
  return { records: records.subarray(0, to), refusals };
}

/** The sha256 of the rest, the length of the refusals' JSON, that JSON, the records. */
function formatTable({ records, refusals }: Table): Buffer {
  const json = Buffer.from(JSON.stringify(refusals));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const body = Buffer.concat([length, json, records]);
  return Buffer.concat([createHash('sha256').update(body).digest(), body]);
}

function parseTable(file: Buffer | undefined): Table | undefined {
  const body = file?.subarray(HASH_BYTES);
  if (!file || !body || !createHash('sha256').update(body).digest().equals(file.subarray(0, HASH_BYTES)))
    return undefined;
  const end = 4 + body.readUInt32LE(0);
  return { records: body.subarray(end), refusals: JSON.parse(body.toString('utf8', 4, end)) as Table['refusals'] };
}
