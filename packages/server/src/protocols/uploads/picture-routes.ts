import type { RegisteredVersion } from '@sightline/contracts';
import type { FastifyInstance } from 'fastify';
import { ServerError } from '../../errors.ts';
import type { ServedModels } from '../../models/served-models.ts';
import { readVersion } from '../model-path.ts';

/** Where the picture of a sample of a version's index is. */
export function picturePath({ name, version }: Pick<RegisteredVersion, 'name' | 'version'>, row: number): string {
  return `/v1/models/${name}/versions/${version}/index/${row}.png`;
}

/** `GET /v1/models/{name}/versions/{version}/index/{row}.png`: a sample of the index as a small picture. */
export function pictureRoutes(app: FastifyInstance, { models }: { models: ServedModels }): void {
  app.get<{ Params: { name: string; version: string; row: string } }>(
    '/v1/models/:name/versions/:version/index/:row.png',
    async ({ params: { name, version, row } }, reply) =>
      models.use(name, readVersion(version), async ({ index }) => {
        const sample = /^\d{1,9}$/.test(row) ? index?.samples[Number(row)] : undefined;
        if (sample) {
          return reply
            .headers({ 'content-type': 'image/png', 'cache-control': 'public, max-age=31536000, immutable' })
            .send(Buffer.from(sample.picture));
        }
        const size = index ? `Its index has the rows 0 to ${index.samples.length - 1}.` : 'It has no index.';
        throw new ServerError(
          'server/model-not-found',
          `Version ${version} of ${name} has no sample ${JSON.stringify(row.slice(0, 40))}. ${size}`,
        );
      }),
  );
}
