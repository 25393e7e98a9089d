import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../http/admission.ts';
import type { ReadBody } from '../http/request-body.ts';
import type { ServedModels } from '../models/served-models.ts';

/** What a protocol answers with. */
export interface Serving {
  readonly models: ServedModels;
  readonly admit: Admission;
  readonly readBody: ReadBody;
  /** Bytes of one request. */
  readonly bodyLimit: number;
}

/** Answers a request about the promoted version of a model. */
export type Verb = (name: string, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** A way of asking for what models answer. */
export interface Protocol {
  /** The routes that the answer to an unknown one lists. */
  readonly routes: readonly string[];
  /**
   * Adds its routes.
   *
   * @returns what answers `POST /v1/models/{name}:{verb}`, by verbs that no other protocol has
   */
  open(app: FastifyInstance, serving: Serving): Promise<Readonly<Record<string, Verb>>>;
}
