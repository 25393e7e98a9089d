import type { TensorSpec } from '@sightline/contracts';
import type { FastifyInstance } from 'fastify';
import { ServerError } from '../../errors.ts';
import type { ServedModels } from '../../models/served-models.ts';
import type { ServedVersion } from '../../models/served-version.ts';
import { elements } from './elements.ts';
import { readVersion } from '../model-path.ts';
import type { Serving } from '../protocol.ts';
import { SIGNATURE_NAME } from './predict-request.ts';

interface ModelParams {
  name: string;
  version?: string;
}

const NAMED = '/v1/models/:name(^[^:]+$)';

/** What TensorFlow Serving says about models: their versions' states, and their signatures as metadata. */
export function statusRoutes(app: FastifyInstance, { models }: Pick<Serving, 'models'>): void {
  app.get('/v1/models', async () => {
    throw new ServerError(
      'server/invalid-request',
      'Missing model name. Expected /v1/models/{name}; /ui/models lists what is served.',
    );
  });

  // A verb behind a colon is part of no name: such a path is answered by POST alone.
  for (const path of [NAMED, `${NAMED}/versions/:version`]) {
    app.get<{ Params: ModelParams }>(path, async ({ params: { name, version } }) => status(models, name, version));
    app.get<{ Params: ModelParams }>(`${path}/metadata`, async ({ params: { name, version } }) =>
      models.use(name, version === undefined ? undefined : readVersion(version), async (served) => metadata(served)),
    );
  }
}

/**
 * Loaded versions are AVAILABLE, one that failed to load is at its END, one that would be loaded when asked for by
 * number stands at the START.
 */
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
  const definition = {
    inputs: describeTensors(signature.inputs),
    outputs: describeTensors(signature.outputs),
    method_name: 'tensorflow/serving/predict',
  };
  return {
    model_spec: { name: registered.name, signature_name: SIGNATURE_NAME, version: String(registered.version) },
    metadata: { signature_def: { signature_def: { [SIGNATURE_NAME]: definition } } },
  };
}

/** As TensorFlow's `TensorInfo`; −1 is a size that may be any. */
function describeTensors(specs: readonly TensorSpec[]) {
  const described = specs.map(({ name, dtype, shape }) => {
    const dim = [-1, ...shape.map((size) => size ?? -1)].map((size) => ({ size: String(size), name: '' }));
    const info = { dtype: elements[dtype].tensorflow, tensor_shape: { dim, unknown_rank: false }, name };
    return [name, info] as const;
  });
  return Object.fromEntries(described);
}
