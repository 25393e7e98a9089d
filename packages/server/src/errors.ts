import { type CodeOf, errorCodeOf, messageOf, SightlineError } from '@sightline/contracts';

/** Thrown for a request that cannot be answered, and for a model that cannot be served. */
export class ServerError extends SightlineError<CodeOf<'server'>> {}

const STATUS: Partial<Record<string, number>> = {
  'server/invalid-request': 400,
  'server/model-not-found': 404,
  'server/body-too-large': 413,
  'server/unsupported-media-type': 415,
  'server/overloaded': 429,
  'server/model-failed': 503,
  'server/stopping': 503,
};

export interface ErrorAnswer {
  status: number;
  message: string;
}

/** What a client is told about a failure. A cause that is not the client's is not described: it goes to the log. */
export function answerFor(error: unknown): ErrorAnswer {
  const status = STATUS[errorCodeOf(error) ?? ''];
  if (status !== undefined) return { status, message: messageOf(error) };
  const refused = frameworkStatus(error);
  if (refused === undefined) return { status: 500, message: 'The server failed to answer. Its log has the reason.' };
  return { status: refused, message: 'The request is malformed: its path or its head could not be read.' };
}

/** fastify carries the status of a request that it refuses in the error itself. */
function frameworkStatus(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
