import { canonicalJson, type ArtifactStore } from '@sightline/artifacts';
import { parse } from '@sightline/contracts';
import { z } from 'zod';
import { type Firing, firingSchema, shortHash } from './firing.ts';

const ROOT = 'firings/';
const claimSchema = z.object({ firing: z.string() });

/**
 * What has fired, in the store: one object for each firing, which only one writer can create. What a firing is about is
 * claimed in the same way, so two firings about the same data start only one run.
 */
export interface Firings {
  /** Notes a firing unless there is one with its id. @returns the one that is there then */
  add(firing: Firing): Promise<{ firing: Firing; isNew: boolean }>;
  /** Replaces what is noted of a firing. */
  put(firing: Firing): Promise<void>;
  get(pipeline: string, id: string): Promise<Firing | undefined>;
  /** Oldest first. */
  list(pipeline: string): Promise<Firing[]>;
  /** Those of all pipelines that are to start a run, oldest first. */
  pending(): Promise<Firing[]>;
  /** Claims a piece of work for a firing. @returns the id of the firing that has it: the first one that asked */
  claim(work: string, of: Pick<Firing, 'pipeline' | 'id'>): Promise<string>;
}

export function openFirings({ backend }: Pick<ArtifactStore, 'backend'>): Firings {
  /** Keys of firings that are not pending: these stay so. */
  const decided = new Set<string>();
  const keyOf = ({ pipeline, id }: Pick<Firing, 'pipeline' | 'id'>) => `${ROOT}${pipeline}/fired/${id}.json`;

  async function read(key: string): Promise<Firing | undefined> {
    const bytes = await backend.read(key);
    return bytes && parse(firingSchema, JSON.parse(bytes.toString()), key);
  }

  async function readAll(keys: readonly string[]): Promise<Firing[]> {
    const firings = await Promise.all(keys.map(read));
    return firings.filter((firing) => firing !== undefined).sort((one, other) => one.at - other.at);
  }

  return {
    async add(firing) {
      const key = keyOf(firing);
      const isNew = await backend.create(key, canonicalJson(firing));
      return { firing: isNew ? firing : ((await read(key)) as Firing), isNew };
    },
    put: (firing) => backend.write(keyOf(firing), canonicalJson(firing)),
    get: (pipeline, id) => read(keyOf({ pipeline, id })),
    list: async (pipeline) => readAll(await backend.list(`${ROOT}${pipeline}/fired/`)),
    async pending() {
      const keys = (await backend.list(ROOT)).filter((key) => key.includes('/fired/') && !decided.has(key));
      const firings = await readAll(keys);
      for (const firing of firings) if (firing.state !== 'pending') decided.add(keyOf(firing));
      return firings.filter(({ state }) => state === 'pending');
    },
    async claim(work, { pipeline, id }) {
      const key = `${ROOT}${pipeline}/work/${shortHash(work)}.json`;
      if (await backend.create(key, canonicalJson({ firing: id }))) return id;
      return parse(claimSchema, JSON.parse(String(await backend.read(key))), key).firing;
    },
  };
}
