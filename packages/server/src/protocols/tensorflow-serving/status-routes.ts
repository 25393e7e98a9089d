import type { ArtifactStore } from '@sightline/artifacts';
import { jsonSchema } from '@sightline/contracts';
import type { FastifyInstance } from 'fastify';
import type { Drain } from '../../http/drain.ts';
import { ServerError } from '../../errors.ts';
import { readVersion } from './model-path.ts';
import { SIGNATURE_NAME } from './predict-request.ts';
import type { ServedModels } from '../../models/served-models.ts';
import type { ServedVersion } from '../../models/served-version.ts';

interface ModelParams {
  name: string;
  version?: string;
}

/** What the server says about itself and its models: health, TensorFlow Serving's status and metadata, and what the web page shows. */
export function statusRoutes(
  app: FastifyInstance,
  { models, store, drain }: { models: ServedModels; store: ArtifactStore; drain: Drain },
): void {
  app.get('/health/live', async () => ({ status: 'live' }));

  app.get('/health/ready', async (_, reply) => {
    const served = models.current().map(({ registered: { name, version } }) => ({ name, version }));
    const state = drain.begun ? 'stopping' : served.length > 0 ? 'ready' : 'no model is served';
    return reply
      .code(state === 'ready' ? 200 : 503)
      .send({ status: state, models: served, failures: models.failures() });
  });

  app.get('/v1/models', async () => {
    throw new ServerError(
      'server/invalid-request',
      'Missing model name. Expected /v1/models/{name}; /ui/models lists what is served.',
    );
  });

  for (const path of ['/v1/models/:name', '/v1/models/:name/versions/:version']) {
    app.get<{ Params: ModelParams }>(path, async ({ params: { name, version } }) => status(models, name, version));
    app.get<{ Params: ModelParams }>(`${path}/metadata`, async ({ params: { name, version } }) =>
      models.use(name, version === undefined ? undefined : readVersion(version), async (served) => metadata(served)),
    );
  }

  app.get<{ Params: ModelParams }>('/v1/models/:name/report', async ({ params: { name } }) =>
    models.use(name, undefined, async ({ registered, labels }) => ({
      version: registered.version,
      registeredAt: registered.registeredAt,
      labels,
      metrics: await store.readJson(registered.model, 'metrics.json', jsonSchema),
      history: await store.readJson(registered.model, 'history.json', jsonSchema),
    })),
  );

  app.get('/ui/models', async () => {
    const served = models.current().map(({ registered, labels, preprocess: { width, height, channels } }) => ({
      name: registered.name,
      version: registered.version,
      labels,
      input: { width, height, channels },
    }));
    return { models: served };
  });
}

/** Loaded versions are AVAILABLE, one that failed to load is at its END, one that would be loaded when asked for by number stands at the START. */
async function status(models: ServedModels, name: string, version: string | undefined) {
  const number = version === undefined ? undefined : readVersion(version);
  const { registered, loaded } = await models.versions(name);
  const failed = models.failures().find((failure) => failure.name === name);
  const known = registered
    .map((entry) => entry.version)
    .filter((entry) => (number === undefined ? loaded.has(entry) || failed?.version === entry : entry === number));
  if (number !== undefined && known.length === 0)
    throw new ServerError(
      'server/model-not-found',
      `Model ${name} has no version ${number}. It has versions 1 to ${registered.length}.`,
    );
  const states = known.toReversed().map((entry) => {
    const message = failed?.version === entry ? failed.message : undefined;
    const state = loaded.has(entry) ? 'AVAILABLE' : message === undefined ? 'START' : 'END';
    return {
      version: String(entry),
      state,
      status: { error_code: message === undefined ? 'OK' : 'INTERNAL', error_message: message ?? '' },
    };
  });
  return { model_version_status: states };
}

function metadata({ registered, signature }: ServedVersion) {
  const tensor = ({ name, shape }: { name: string; shape: number[] }) => ({
    [name]: {
      dtype: 'DT_FLOAT',
      tensor_shape: { dim: [-1, ...shape].map((size) => ({ size: String(size), name: '' })), unknown_rank: false },
      name,
    },
  });
  const definition = {
    inputs: tensor(signature.input),
    outputs: tensor(signature.output),
    method_name: 'tensorflow/serving/predict',
  };
  return {
    model_spec: { name: registered.name, signature_name: SIGNATURE_NAME, version: String(registered.version) },
    metadata: { signature_def: { signature_def: { [SIGNATURE_NAME]: definition } } },
  };
}
