import { setTimeout as sleep } from 'node:timers/promises';
import { defineStage, type StageContext } from '@sightline/artifacts';
import {
  messageOf,
  serveInputSchema,
  serveOutputSchema,
  type ServeInput,
  type ServeOutput,
} from '@sightline/contracts';
import { openDataset } from '@sightline/ingest';
import { z } from 'zod';
import { WorkflowsError } from '../errors.ts';

const PATIENCE_MS = 30_000;
const answerSchema = z.looseObject({
  version: z.int(),
  predictions: z.tuple([z.looseObject({ label: z.string() })]),
});

/**
 * Waits until the model server answers with the promoted version, then asks it about one image of the test split, or of
 * the validation split where there is no other.
 *
 * @throws WorkflowsError `workflows/empty-split` when both are empty, `workflows/server-unreachable` when no such
 * answer comes within 30 s
 */
export async function serve(input: ServeInput, context: StageContext): Promise<ServeOutput> {
  const dataset = await openDataset(context.artifacts, input.dataset);
  const sample = dataset.of('test')[0] ?? dataset.of('validation')[0];
  if (!sample) {
    throw new WorkflowsError(
      'workflows/empty-split',
      'Neither the test split nor the validation split holds an image to ask the server about. Give one of them a share in split, or run without a server.',
    );
  }
  const image = await dataset.read(sample);
  const url = `${input.serverUrl.replace(/\/$/, '')}/v1/models/${input.name}/images`;

  const deadline = Date.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    context.signal.throwIfAborted();
    context.progress({ done: 0, total: 1, unit: 'answer', message: `waiting for version ${input.version}` });
    const startedAt = performance.now();
    const { answer, reason } = await ask(url, image, context.signal);
    if (answer?.version === input.version) {
      const milliseconds = performance.now() - startedAt;
      return { sample: sample.id, label: sample.label, answer: answer.predictions[0].label, milliseconds };
    }
    if (Date.now() > deadline) {
      throw new WorkflowsError(
        'workflows/server-unreachable',
        `${url} does not answer with version ${input.version}: ${reason ?? `version ${answer?.version} answers`}. Start it with \`sightline serve\`, on the same store.`,
      );
    }
    await sleep(Math.min(100 * attempt, 1000), undefined, { signal: context.signal });
  }
}

type Answer = { answer?: z.infer<typeof answerSchema>; reason?: string };

async function ask(url: string, image: Uint8Array, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(image),
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    const body: unknown = await response.json();
    if (!response.ok) return { reason: `status ${response.status}, ${JSON.stringify(body)}` };
    return { answer: answerSchema.parse(body) };
  } catch (error) {
    signal.throwIfAborted();
    return { reason: messageOf(error) };
  }
}

export const serveStage = defineStage({
  name: 'serve',
  version: 1,
  cached: false,
  input: serveInputSchema,
  output: serveOutputSchema,
  run: serve,
});
