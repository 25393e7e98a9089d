import { type ArtifactStore, hashJson } from '@sightline/artifacts';
import { parse, type Pipeline, refOf } from '@sightline/contracts';
import { z } from 'zod';

const dataSchema = z.strictObject({
  runId: z.string(),
  /** What the source held. */
  ingested: refOf('dataset'),
  /** The same divided into splits. */
  divided: refOf('dataset'),
  /** Whether the run came to its end, be the model promoted or not. */
  ended: z.boolean(),
});
/** What a run of a pipeline was given. */
export type PipelineData = z.infer<typeof dataSchema>;
const rememberedSchema = dataSchema.extend({ specSha256: z.string() });

/** What the last run of a pipeline was given, as the next one needs it. */
export interface LastData {
  /** What a later division is to keep. */
  divided: PipelineData['divided'];
  /** That run, where it came to its end on the same samples and by the same spec. */
  unchangedSince?: string;
}

/** What runs of each pipeline were given last: one pointer of the store for each name. */
interface AllPipelineData {
  last(pipeline: Pipeline, ingested: PipelineData['ingested']): Promise<LastData | null>;
  remember(pipeline: Pipeline, data: PipelineData): Promise<void>;
}

export function openPipelineData(store: ArtifactStore): AllPipelineData {
  const pointerOf = ({ name }: Pipeline) => store.pointer(`pipelines/${name}`);
  return {
    async last(pipeline, ingested) {
      const kept = await pointerOf(pipeline).get();
      if (kept === undefined) return null;
      const { runId, divided, ended, ...before } = parse(rememberedSchema, kept, `What is kept of ${pipeline.name}`);
      const isUnchanged = ended && before.ingested.id === ingested.id && before.specSha256 === hashOf(pipeline);
      return { divided, ...(isUnchanged && { unchangedSince: runId }) };
    },
    remember: (pipeline, data) => pointerOf(pipeline).set({ ...data, specSha256: hashOf(pipeline) }),
  };
}

/** Of all that decides what comes of a run: when it is started does not. */
function hashOf(pipeline: Pipeline): string {
  const { schedule: _, ...decisive } = pipeline;
  return hashJson(decisive);
}
