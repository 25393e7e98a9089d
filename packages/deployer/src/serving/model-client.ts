import { type ErrorCode, messageOf, SightlineError } from '@sightline/contracts';
import { z } from 'zod';
import { DeployerError } from '../errors.ts';

const answerSchema = z.object({
  version: z.int(),
  milliseconds: z.number(),
  predictions: z.tuple([z.custom<object>((value) => typeof value === 'object' && value !== null)]),
  descriptions: z.tuple([z.string()]),
});
/**
 * What the server answers about one upload: the answer of the model's task, the same in a few words, and the
 * milliseconds that it took itself.
 */
export type ModelAnswer = z.infer<typeof answerSchema>;
const servedSchema = z.object({ models: z.array(z.object({ name: z.string() })) });
/** What the server means by a status; any other 4xx is an invalid request, any other 5xx a failure. */
const CODES = new Map<number, ErrorCode>([
  [404, 'server/model-not-found'],
  [413, 'server/body-too-large'],
  [415, 'server/unsupported-media-type'],
  [429, 'server/overloaded'],
]);
const refusalSchema = z.object({ error: z.string() });
const PATIENCE_MS = 30_000;

/**
 * What a model of the server at `url` says about a sample.
 *
 * @param images encoded: one, or the frames of a clip in their order
 * @throws DeployerError `deployer/server-unreachable` when no model server answers there within 30 s; SightlineError
 * with the server's own code and words when it refuses; the signal's reason when aborted
 */
export async function askServer(
  url: string,
  model: string,
  images: readonly Uint8Array[],
  signal?: AbortSignal,
): Promise<ModelAnswer> {
  const upload = { method: 'POST', ...bodyOf(images), ...(signal && { signal }) };
  return request(url, `/v1/models/${encodeURIComponent(model)}/images`, answerSchema, upload);
}

function bodyOf(images: readonly Uint8Array[]): Pick<RequestInit, 'headers' | 'body'> {
  const [image] = images;
  if (image && images.length === 1) {
    return { headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(image) };
  }
  const form = new FormData();
  for (const [index, each] of images.entries()) form.append('files', new Blob([new Uint8Array(each)]), `${index}`);
  return { body: form };
}

/** The names of the models that the server at `url` serves. @throws as {@link askServer} does */
export async function servedModels(url: string): Promise<string[]> {
  return (await request(url, '/ui/models', servedSchema)).models.map(({ name }) => name);
}

async function request<Answer>(
  url: string,
  path: string,
  schema: z.ZodType<Answer>,
  { signal, ...options }: RequestInit = {},
): Promise<Answer> {
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url.replace(/\/$/, '') + path, {
      ...options,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    body = await response.json().catch(() => undefined);
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(url, reasonOf(cause), { cause });
  }
  if (!response.ok) {
    throw new SightlineError(
      CODES.get(response.status) ?? (response.status < 500 ? 'server/invalid-request' : 'server/model-failed'),
      refusalSchema.safeParse(body).data?.error ?? `${url}${path} answered ${response.status}.`,
    );
  }
  const answer = schema.safeParse(body);
  if (!answer.success) throw unreachable(url, 'what answers there is something else');
  return answer.data;
}

function unreachable(url: string, reason: string, options?: { cause: unknown }): DeployerError {
  return new DeployerError(
    'deployer/server-unreachable',
    `No model server answers at ${new URL(url).origin} (${reason}). Start one with \`sightline serve\`, or give ` +
      'another URL.',
    options,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it ended the connection',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host cannot be looked up',
  TimeoutError: `no answer within ${PATIENCE_MS / 1000} s`,
};

/** `fetch` hides what the system said in the cause. */
function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { code, name } = cause as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? REASONS[name] ?? messageOf(cause);
}
