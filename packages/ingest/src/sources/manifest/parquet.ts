import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DecodeLimits } from '@sightline/contracts';
import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { tooManyBytes } from '../../formats/refusals.ts';
import type { Resources } from '../resources.ts';
import type { RawRow } from './raw-row.ts';

const ROWS_AT_ONCE = 10_000;

/** An image that lies in a table. */
export interface EmbeddedImage {
  readImage(limits: DecodeLimits): Promise<Uint8Array>;
}

/** Whether a cell holds an image instead of its path. */
export function isEmbedded(value: unknown): value is EmbeddedImage {
  return typeof value === 'object' && value !== null && 'readImage' in value;
}

/**
 * Rows of a Parquet file. Images in it (columns of bytes, or of `{ bytes, path }` as Hugging Face has them) are moved
 * into a temporary file, one row group at a time, and are read from there. Classes by their numbers have the names that
 * Hugging Face keeps in the file.
 */
export async function* readParquet(path: string, resources: Resources): AsyncGenerator<RawRow> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const classes = classNames(metadata);
  const withImages = parquetSchema(metadata).children.some(({ element, children }) =>
    children.length > 0 ? children.some((child) => child.element.name === 'bytes') : isBinary(element),
  );
  const images = withImages ? await imageStore(resources) : undefined;
  const options = { file, metadata, compressors, utf8: false, parsers: { stringFromBytes: textOf } };
  for (const [rowStart, rowEnd] of rangesOf(metadata, withImages)) {
    for (const row of await parquetReadObjects({ ...options, rowStart, rowEnd })) {
      const entries = Object.entries(row).map(
        async ([column, cell]) => [column, (await images?.take(cell)) ?? cell] as const,
      );
      yield { value: Object.fromEntries(await Promise.all(entries)), classes };
    }
  }
}

/** Whole row groups where there are images: each would be decoded again for every part of it. */
function* rangesOf({ row_groups: groups, num_rows: rows }: FileMetaData, whole: boolean): Generator<[number, number]> {
  let start = 0;
  const counts = whole ? groups.map((group) => Number(group.num_rows)) : parts(Number(rows));
  for (const count of counts) {
    yield [start, start + count];
    start += count;
  }
}

function parts(rows: number): number[] {
  const count = Math.ceil(rows / ROWS_AT_ONCE);
  return Array.from({ length: count }, (_, index) => Math.min(ROWS_AT_ONCE, rows - index * ROWS_AT_ONCE));
}

interface Element {
  type?: string;
  converted_type?: string;
  logical_type?: unknown;
}

function isBinary({ type, converted_type: converted, logical_type: logical }: Element): boolean {
  return type === 'BYTE_ARRAY' && converted === undefined && logical === undefined;
}

/** The text of bytes; bytes that are not UTF-8 stay what they are. */
function textOf(bytes: Uint8Array | undefined): string | Uint8Array | undefined {
  return bytes && isUtf8(bytes) ? Buffer.from(bytes).toString() : bytes;
}

interface ImageStore {
  /** What replaces a cell: an image that was moved, the path of one, text; nothing when it is none of these. */
  take(cell: unknown): Promise<EmbeddedImage | string | undefined>;
}

async function imageStore(resources: Resources): Promise<ImageStore> {
  const handle = await open(join(await resources.folder(), 'images'), 'wx+', 0o600);
  resources.onClose(() => handle.close());
  let end = 0;
  return {
    async take(cell) {
      const { bytes, path } =
        cell instanceof Uint8Array ? { bytes: cell, path: undefined } : ((cell ?? {}) as HuggingFaceImage);
      if (!(bytes instanceof Uint8Array)) return typeof path === 'string' ? path : undefined;
      if (cell instanceof Uint8Array && isUtf8(bytes)) return Buffer.from(bytes).toString();
      const [offset, { length }] = [end, bytes];
      end += length;
      await handle.write(bytes, 0, length, offset);
      return {
        async readImage(limits) {
          if (length > limits.maxBytes) throw tooManyBytes(length, limits);
          const image = Buffer.allocUnsafeSlow(length);
          await handle.read(image, 0, length, offset);
          return image;
        },
      };
    },
  };
}

interface HuggingFaceImage {
  bytes?: unknown;
  path?: unknown;
}

/** The names of the classes of each column that has numbers of classes, as `datasets` writes them into the schema. */
function classNames({ key_value_metadata: metadata = [] }: FileMetaData): Map<string, string[]> {
  const text = metadata.find(({ key }) => key === 'huggingface')?.value;
  const names = new Map<string, string[]>();
  try {
    const { info } = JSON.parse(text ?? '{}') as {
      info?: { features?: Record<string, Feature | Feature[]> };
    };
    for (const [column, given] of Object.entries(info?.features ?? {})) {
      const feature = elementOf(given);
      if (feature?._type === 'ClassLabel' && Array.isArray(feature.names)) names.set(column, feature.names.map(String));
    }
  } catch {
    return new Map(); // it is of another tool, or damaged: numbers stay numbers
  }
  return names;
}

interface Feature {
  _type?: unknown;
  names?: unknown;
  /** Of the values of a list. */
  feature?: Feature;
}

/** What the values of a column are, of a list those in it: `[feature]` in older files. */
function elementOf(feature: Feature | Feature[]): Feature | undefined {
  if (Array.isArray(feature)) return feature[0];
  return feature.feature ?? feature;
}
