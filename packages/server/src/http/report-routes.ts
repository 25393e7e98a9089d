import type { ArtifactStore } from '@sightline/artifacts';
import { evaluationSchema, historySchema } from '@sightline/contracts';
import type { FastifyInstance } from 'fastify';
import type { ServedModels } from '../models/served-models.ts';

/** What the page shows: which models are served, and how one was trained and measured. */
export function reportRoutes(
  app: FastifyInstance,
  { models, store }: { models: ServedModels; store: ArtifactStore },
): void {
  app.get<{ Params: { name: string } }>('/v1/models/:name/report', async ({ params: { name } }) =>
    models.use(name, undefined, async ({ registered }) => ({
      version: registered.version,
      registeredAt: registered.registeredAt,
      evaluation: await store.readJson(registered.model, 'evaluation.json', evaluationSchema),
      history: await store.readJson(registered.model, 'history.json', historySchema),
    })),
  );

  app.get('/ui/models', async () => {
    const served = models.current().map(({ registered, reader, index }) => ({
      name: registered.name,
      version: registered.version,
      /** Of one sample: `[height, width, channels]`, or of a clip `[frames, height, width, channels]`. */
      shape: reader.shape,
      /** Whether `:nearest` has samples to answer with. */
      isSearchable: index !== undefined,
    }));
    return { models: served };
  });
}
