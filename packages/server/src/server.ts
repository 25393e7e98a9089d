import { type Logger, openStore } from '@sightline/artifacts';
import { aliasSchema, messageOf, parse } from '@sightline/contracts';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answerFor } from './errors.ts';
import { limitPending } from './http/admission.ts';
import { drainOf } from './http/drain.ts';
import { healthRoutes } from './http/health.ts';
import { pageRoutes } from './http/page.ts';
import { reportRoutes } from './http/report-routes.ts';
import { readBodies } from './http/request-body.ts';
import { startInference } from './inference/inference.ts';
import { followRegistry } from './models/follow-registry.ts';
import { ServedModels } from './models/served-models.ts';
import { openProtocols, protocols } from './protocols/protocols.ts';
import { MAX_IMAGES } from './protocols/uploads/uploads.ts';

const serverOptionsSchema = z.strictObject({
  /** The folder of the artifact store. */
  root: z.string().min(1),
  host: z.string().min(1).default('127.0.0.1'),
  /** 0: any free port. */
  port: z.int().min(0).max(65_535).default(0),
  /** Which version of each model is served. */
  alias: aliasSchema.default('production'),
  /** Greatest size of a request in bytes. */
  bodyLimit: z
    .int()
    .positive()
    .default(16 * 1024 * 1024),
  /** Requests under way at once; one more is answered 429. */
  maxPending: z.int().positive().default(128),
  /** Milliseconds between two looks at the registry. */
  pollInterval: z.int().positive().default(250),
});

export type ServerOptions = z.input<typeof serverOptionsSchema> & {
  /** Receives what happens: versions loaded, versions that failed, requests that broke the server's own code. */
  logger?: Logger;
};

export interface RunningServer {
  /** Such as `http://127.0.0.1:8501`. */
  readonly url: string;
  /**
   * Answers the requests under way and stops, cutting off after ten seconds what has not ended. For `grace`
   * milliseconds before that, 0 by default, it goes on taking requests, with `Connection: close` in each answer, while
   * `/health/ready` says 503: so that a load balancer sends no more.
   */
  close(options?: { grace?: number }): Promise<void>;
}

/**
 * Serves the models of a registry over HTTP, each at the version that `alias` points at, and follows promotions
 * without a restart.
 * Resolves when it listens and has loaded what is promoted already; a model that is promoted later is picked up then.
 *
 * @throws ContractError `contracts/invalid-input` for wrong options; the system's error when the address cannot be
 * listened on
 */
export async function startServer({ logger = silent, ...options }: ServerOptions): Promise<RunningServer> {
  const { root, host, port, alias, bodyLimit, maxPending, pollInterval } = parse(
    serverOptionsSchema,
    options,
    'The options of startServer',
  );
  const store = openStore(root);
  const inference = startInference(logger);
  const onDemandInference = startInference(logger);
  const models = new ServedModels({ store, inference, onDemandInference, alias, logger });

  const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const { status, message } = answerFor(error);
    if (status === 500) {
      const trace = error instanceof Error ? error.stack : messageOf(error);
      logger.warn(`${request.method} ${JSON.stringify(request.url)} failed: ${trace}`);
    }
    if (status === 429 || status === 503) reply.header('retry-after', 1);
    const limits = `At most ${bodyLimit} bytes and ${MAX_IMAGES} files are taken in a request.`;
    void reply.code(status).send({ error: status === 413 ? `${message}. ${limits}` : message });
  };
  const app = fastify({
    bodyLimit,
    requestTimeout: REQUEST_TIMEOUT,
    http: { headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: TIMEOUT_CHECK },
    frameworkErrors: answerError,
    return503OnClosing: false,
  });
  const drain = drainOf(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(refuseRoute);
  const readBody = readBodies(app, { bodyLimit, mostHeld: Math.max(bodyLimit, maxPending * HELD_FOR_EACH) });
  const admit = limitPending(app, maxPending);
  await openProtocols(app, { models, admit, readBody, bodyLimit });
  reportRoutes(app, { models, store });
  healthRoutes(app, { models, drain });
  await pageRoutes(app);

  const url = await app.listen({ host, port });
  const stopFollowing = await followRegistry(models, pollInterval, logger);

  async function stop(grace: number): Promise<void> {
    const followed = stopFollowing();
    await drain.run(grace);
    await Promise.all([inference.close(), onDemandInference.close()]);
    await followed;
  }

  let stopped: Promise<void> | undefined;
  return { url, close: ({ grace = 0 } = {}) => (stopped ??= stop(grace)) };
}

/** Milliseconds that a request's head, and all of it, may take, and between two looks whether one has taken longer. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 30_000;
const TIMEOUT_CHECK = 2_000;
/** Bytes of bodies that are held at once, for each request that may be under way. */
const HELD_FOR_EACH = 2 * 1024 * 1024;

const silent: Logger = { info: () => undefined, warn: () => undefined };

/** TensorFlow Serving answers 400 for all it does not know under /v1/. */
function refuseRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0]?.slice(0, 120);
  const known = [...Object.values(protocols).flatMap(({ routes }) => routes), 'GET /health/ready'].join(', ');
  const status = path?.startsWith('/v1/') ? 400 : 404;
  return reply.code(status).send({ error: `Malformed request: ${request.method} ${path}. Known: ${known}.` });
}
