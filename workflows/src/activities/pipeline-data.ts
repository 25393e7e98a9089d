import { type ArtifactStore, hashJson } from '@sightline/artifacts';
import { parse, type Pipeline, refOf } from '@sightline/contracts';
import { z } from 'zod';

const dataSchema = z.strictObject({
  runId: z.string(),
  /** What the source held. */
  ingested: refOf('dataset'),
  /** The same divided into splits. */
  divided: refOf('dataset'),
  /** What that division has kept, where it has. */
  earlier: refOf('dataset').optional(),
  /** Whether the run came to its end, be the model promoted or not. */
  ended: z.boolean(),
});
/** What a run of a pipeline was given. */
export type PipelineData = z.infer<typeof dataSchema>;
const rememberedSchema = dataSchema.extend({ specSha256: z.string(), divisionSha256: z.string() });

/** What the last run of a pipeline was given, as the next one needs it. */
export interface LastData {
  /** What a division is to keep: of the same samples by the same rule what the last one did, so that it is the same. */
  earlier?: PipelineData['divided'];
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
      const remembered = await pointerOf(pipeline).get();
      if (remembered === undefined) return null;
      const { runId, divided, earlier, ended, ...before } = parse(
        rememberedSchema,
        remembered,
        `What is kept of ${pipeline.name}`,
      );
      const isUnchanged = ended && before.ingested.id === ingested.id && before.specSha256 === decisiveHash(pipeline);
      const isSame = before.divisionSha256 === divisionHash(pipeline, ingested);
      const kept = isSame ? earlier : divided;
      return { ...(kept && { earlier: kept }), ...(isUnchanged && { unchangedSince: runId }) };
    },
    remember: (pipeline, { earlier, ...data }) =>
      pointerOf(pipeline).set({
        ...data,
        ...(earlier && { earlier }),
        specSha256: decisiveHash(pipeline),
        divisionSha256: divisionHash(pipeline, data.ingested),
      }),
  };
}

/** Of all that decides what comes of a run: what starts it, what it may use and who is told does not. */
export function decisiveHash(pipeline: Pipeline): string {
  const { schedule: _, triggers: __, budget: ___, notify: ____, ...decisive } = pipeline;
  return hashJson(decisive);
}

/** Of all that decides how samples are divided where there is no earlier division. */
function divisionHash({ scrub, split, seed }: Pipeline, { id }: PipelineData['ingested']): string {
  return hashJson({ ingested: id, scrub, split, seed });
}
