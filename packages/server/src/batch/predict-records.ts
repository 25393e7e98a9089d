import { errorCodeOf, messageOf, type TensorSpec } from '@sightline/contracts';
import type { LoadedRecord, RecordRefusal } from '@sightline/ingest';
import type { Outputs } from '@sightline/tasks';
import { ServerError } from '../errors.ts';
import type { NamedTensors } from '../inference/tensor.ts';
import type { ServedVersion } from '../models/served-version.ts';

/** As a network predicts them: more at once are hardly faster, and take memory. */
const MOST_ROWS = 64;
const MOST_BYTES = 64 * 2 ** 20;

/** A record without an answer, and why. */
export interface BadRecord extends RecordRefusal {
  readonly id: string;
}

/** What a model says about some records. */
export interface AnsweredRecords {
  /** Of the records that have an answer, in their order. */
  readonly ids: readonly string[];
  /** Of the outputs that its task answers from: `[ids.length, …]`. */
  readonly outputs: Outputs;
  readonly bad: readonly BadRecord[];
}

/** A bad record and its place among all. */
type Placed = readonly [place: number, bad: BadRecord];

/** Some records as a batch of the model's input. */
interface Batch {
  readonly ids: readonly string[];
  /** Of each among all records. */
  readonly places: readonly number[];
  readonly data: Float32Array;
}

/**
 * Asks a model about records, batch by batch; the next ones are decoded meanwhile. Which records share a batch depends
 * on the records alone, so that the same ones are answered with the same bytes.
 *
 * @param onProgress hears how many of the records have been dealt with
 * @throws ServerError `server/model-failed` when the model answers nothing at all; what loading throws
 */
export async function predictRecords(
  records: AsyncIterable<LoadedRecord>,
  version: ServedVersion,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<AnsweredRecords> {
  const { reader } = version;
  const rows = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_BYTES / (4 * reader.size))));
  const answers = collectAnswers(version);
  const bad: Placed[] = [];
  const emptyBatch = () => ({
    ids: [] as string[],
    places: [] as number[],
    data: new Float32Array(rows * reader.size),
  });
  let batch = emptyBatch();
  let underWay: Promise<void> = Promise.resolve();
  let place = 0;
  const ask = async (asked: Batch, end: number) => {
    for (const { ids, outputs, failed } of await answersOf(asked, version)) {
      answers.add(ids, outputs);
      bad.push(...failed);
    }
    onProgress(end);
  };
  const flush = async () => {
    await underWay;
    underWay = ask({ ...batch, data: batch.data.subarray(0, batch.ids.length * reader.size) }, place);
    // Awaited before the next one.
    underWay.catch(() => undefined);
    batch = emptyBatch();
  };
  for await (const record of records) {
    signal.throwIfAborted();
    if ('pixels' in record) {
      reader.write(record.pixels, batch.data, batch.ids.length * reader.size);
      batch.ids.push(record.id);
      batch.places.push(place);
    } else bad.push([place, record]);
    place += 1;
    if (batch.ids.length === rows) await flush();
  }
  if (batch.ids.length > 0) await flush();
  await underWay;
  return { ...answers.all(), bad: bad.toSorted(([one], [other]) => one - other).map(([, each]) => each) };
}

interface PartialAnswers {
  readonly ids: readonly string[];
  readonly outputs: NamedTensors;
  readonly failed: readonly Placed[];
}

/** What a model says to a batch; where it fails, to each record of it alone: one that ends it is a bad record. */
async function answersOf(batch: Batch, version: ServedVersion): Promise<PartialAnswers[]> {
  try {
    return [{ ids: batch.ids, outputs: await version.predict(inputsOf(batch, version)), failed: [] }];
  } catch (error) {
    if (errorCodeOf(error) !== 'server/model-failed') throw error;
    const { size } = version.reader;
    const alone: PartialAnswers[] = [];
    for (const [row, id] of batch.ids.entries()) {
      const single = {
        ids: [id],
        places: batch.places.slice(row, row + 1),
        data: batch.data.slice(row * size, (row + 1) * size),
      };
      alone.push(await answerAlone(single, version));
    }
    // A model that answers nothing is broken, and no record is to blame.
    if (alone.every(({ ids }) => ids.length === 0)) await version.warmUp();
    return alone;
  }
}

async function answerAlone(batch: Batch, version: ServedVersion): Promise<PartialAnswers> {
  try {
    return { ids: batch.ids, outputs: await version.predict(inputsOf(batch, version)), failed: [] };
  } catch (error) {
    if (errorCodeOf(error) !== 'server/model-failed') throw error;
    const failed = batch.ids.map((id, row) => {
      return [batch.places[row] as number, { id, reason: 'model-failed', detail: messageOf(error) }] as const;
    });
    return { ids: [], outputs: {}, failed };
  }
}

function inputsOf({ ids, data }: Batch, { registered, reader, signature }: ServedVersion): NamedTensors {
  const [input, ...others] = signature.inputs as [TensorSpec, ...TensorSpec[]];
  if (others.length > 0) {
    const names = signature.inputs.map(({ name }) => name).join(', ');
    throw new ServerError(
      'server/invalid-request',
      `${registered.name} takes several inputs (${names}), and a record makes one.`,
    );
  }
  return { [input.name]: { dtype: 'float32', data, shape: [ids.length, ...reader.shape] } };
}

/** Puts the answers of batches together. */
function collectAnswers({ task }: ServedVersion) {
  const ids: string[] = [];
  const parts = new Map(Object.keys(task.columns).map((name) => [name, [] as Float32Array[]] as const));
  let shapes: Readonly<Record<string, readonly number[]>> = {};
  return {
    add(more: readonly string[], outputs: NamedTensors) {
      ids.push(...more);
      for (const [name, list] of parts) {
        const output = outputs[name];
        if (!output) continue;
        shapes = { ...shapes, [name]: output.shape.slice(1) };
        list.push(output.data as Float32Array);
      }
    },
    all(): { ids: readonly string[]; outputs: Outputs } {
      const outputs = [...parts].map(([name, list]) => {
        const data = new Float32Array(list.reduce((sum, { length }) => sum + length, 0));
        let at = 0;
        for (const part of list) {
          data.set(part, at);
          at += part.length;
        }
        return [name, { shape: [ids.length, ...(shapes[name] ?? [])], data }] as const;
      });
      return { ids, outputs: Object.fromEntries(outputs) };
    },
  };
}
