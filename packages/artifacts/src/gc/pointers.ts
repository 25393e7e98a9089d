import { refsIn } from '../refs-in.ts';
import type { ByteBackend } from '../store/byte-backend.ts';
import { inBatches } from './in-batches.ts';

/** A pointer that names artifacts. */
export interface NamingPointer {
  readonly key: string;
  /** Whether it is the result of a stage: it is a cache, and keeps what it names for as long as it is recent. */
  readonly isStage: boolean;
  readonly at: Date;
  readonly bytes: number;
  /** The ids of the artifacts. */
  readonly refs: readonly string[];
}

const STAGES = 'pointers/stages/';
/** Lists all artifacts: that keeps none. */
const CATALOGUE = 'pointers/catalogue.json';

export async function readPointers(
  backend: ByteBackend,
  stepsOf: (unit: string, total: number) => (done: number) => Promise<void>,
): Promise<NamingPointer[]> {
  const keys = (await backend.list('pointers/')).filter((key) => key !== CATALOGUE);
  const found = await inBatches(
    keys,
    async (key): Promise<NamingPointer[]> => {
      const [facts, value] = [await backend.describe(key), await backend.read(key)];
      const refs = value ? refsIn(parsed(value)).map(({ id }) => id) : [];
      if (!facts || refs.length === 0) return [];
      return [{ key, isStage: key.startsWith(STAGES), at: facts.modifiedAt, bytes: facts.bytes, refs }];
    },
    stepsOf('pointers', keys.length),
  );
  return found.flat();
}

/** What is damaged names nothing. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
