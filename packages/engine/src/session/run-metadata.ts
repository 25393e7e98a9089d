/** One run of one kernel. */
export interface KernelRun {
  /** The node's name in the graph, `p3/conv2d/Conv2D_0`. */
  readonly node: string;
  /** Microseconds since the run began, and what the kernel took. */
  readonly start: number;
  readonly microseconds: number;
}

/**
 * Reads which kernel ran when from a RunMetadata message: its `step_stats` (1) → `dev_stats` (1) → `node_stats` (2),
 * each with `node_name` (1), `all_start_micros` (2), `op_start_rel_micros` (3) and `op_end_rel_micros` (4).
 */
export function kernelRuns(metadata: Uint8Array): KernelRun[] {
  const stats = messagesOf(metadata, 1).flatMap((steps) =>
    messagesOf(steps, 1).flatMap((device) => messagesOf(device, 2)),
  );
  const runs = stats.map((stat) => {
    const fields = [...fieldsOf(stat)];
    const numberOf = (wanted: number): number => Number(fields.find(({ field }) => field === wanted)?.value ?? 0);
    const [name] = messagesOf(stat, 1);
    return {
      node: Buffer.from(name ?? []).toString('utf8'),
      start: numberOf(2) + numberOf(3),
      microseconds: numberOf(4) - numberOf(3),
    };
  });
  const first = Math.min(...runs.map(({ start }) => start));
  return runs.map((run) => ({ ...run, start: run.start - first }));
}

interface Field {
  field: number;
  value: bigint | Uint8Array;
}

function messagesOf(message: Uint8Array, wanted: number): Uint8Array[] {
  return [...fieldsOf(message)].flatMap(({ field, value }) =>
    field === wanted && value instanceof Uint8Array ? [value] : [],
  );
}

/** The fields of a protocol buffer: numbers, and everything that has a length. */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  let offset = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[offset++] as number;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (offset < message.length) {
    const key = Number(varint());
    const [field, wire] = [key >> 3, key & 7];
    if (wire === 0) yield { field, value: varint() };
    else if (wire === 2) {
      const length = Number(varint());
      yield { field, value: message.subarray(offset, offset + length) };
      offset += length;
    } else offset += wire === 1 ? 8 : 4;
  }
}
