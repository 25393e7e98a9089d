import { byName, type ErrorCode, messageOf, SightlineError } from '@sightline/contracts';
import { z } from 'zod';
import { CliError } from './errors.ts';

const answerSchema = z.object({
  version: z.int(),
  milliseconds: z.number(),
  predictions: z.tuple([z.object({ label: z.string(), probability: z.number(), probabilities: byName(z.number()) })]),
});
const servedSchema = z.object({ models: z.array(z.object({ name: z.string() })) });
/** What the server means by a status; any other 4xx is an invalid request, any other 5xx a failure. */
const CODES = new Map<number, ErrorCode>([
  [404, 'server/model-not-found'],
  [413, 'server/body-too-large'],
  [415, 'server/unsupported-media-type'],
  [429, 'server/overloaded'],
]);
const refusalSchema = z.object({ error: z.string() });

/**
 * What the server at `url` sees in an encoded image.
 *
 * @throws SightlineError `workflows/server-unreachable` when none answers there; the server's own code and words when
 * it refuses
 */
export async function askServer(url: string, model: string, image: Uint8Array): Promise<z.infer<typeof answerSchema>> {
  const response = await request(`${base(url)}/v1/models/${encodeURIComponent(model)}/images`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(image),
  });
  return answerSchema.parse(response);
}

/**
 * The name of the one model that is served. @throws CliError `cli/no-model-named` when there are several,
 * `cli/no-model-served` when there is none
 */
export async function servedModel(url: string): Promise<string> {
  const { models } = servedSchema.parse(await request(`${base(url)}/ui/models`));
  const [only, ...others] = models;
  if (only && others.length === 0) return only.name;
  if (!only) throw new CliError('cli/no-model-served', `${url} serves no model yet. \`sightline run\` makes one.`);
  const known = models.map(({ name }) => name).join(', ');
  throw new CliError('cli/no-model-named', `Several models are served: name one with --model. Allowed: ${known}.`);
}

async function request(url: string, options: RequestInit = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { ...options, signal: AbortSignal.timeout(30_000) });
  } catch (cause) {
    throw new SightlineError(
      'workflows/server-unreachable',
      `No model server answers at ${new URL(url).origin} (${reasonOf(cause)}). Start one with \`sightline serve\`, or name another with --url.`,
      { cause },
    );
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  throw new SightlineError(
    CODES.get(response.status) ?? (response.status < 500 ? 'server/invalid-request' : 'server/model-failed'),
    refusalSchema.safeParse(body).data?.error ?? `${url} answered ${response.status}.`,
  );
}

/** `fetch` hides what the system said in the cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
}

function base(url: string): string {
  return url.replace(/\/$/, '');
}
