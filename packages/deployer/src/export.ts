import { defineStage, lineageOf, type StageContext } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  evaluationSchema,
  type ExportInput,
  exportInputSchema,
  type ExportOutput,
  exportOutputSchema,
  type Preprocess,
  preprocessSchema,
  type Signature,
  splitInputSchema,
  type TensorSpec,
  trainInputSchema,
} from '@sightline/contracts';
import { countMultiplyAdds, countParameters, formatProgram, recordModel, tf } from '@sightline/engine';
import { createScaler, loadPixels, openDataset } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { FORMATS, type Values } from './formats.ts';
import { formatModelCard } from './model-card.ts';
import { checkParity, type Computed } from './parity.ts';
import { signatureOf } from './signature.ts';

const BATCH_SIZE = 256;

/** The files of a trained model that its exports keep as they are. */
const KEPT = /^(layers\/.*|preprocess\.json|labels\.json|task\.json|history\.json)$/;

/**
 * Publishes a trained model as a model artifact: its inference recorded as a program (`program.txt`) and written as
 * SavedModel and ONNX, both compared with the trained model on every sample of the split that it was evaluated on; with
 * signature, preprocessing, labels, evaluation and a model card.
 *
 * @throws EngineError `engine/not-recordable`; DeployerError `deployer/invalid-signature`, `deployer/unsupported-operation`
 * or `deployer/parity-failed`
 */
export async function exportModel(input: ExportInput, context: StageContext): Promise<ExportOutput> {
  const { artifacts } = context;
  const preprocess = await artifacts.readJson(input.model, 'preprocess.json', preprocessSchema);
  const dataset = await openDataset(artifacts, input.dataset);
  const { lineage: measured } = await artifacts.manifest(input.evaluation);
  const split = evaluateInputSchema.safeParse(measured.input).data?.split ?? 'test';
  const pixels = await loadPixels(dataset, dataset.of(split), preprocess, context);
  const model = await loadModel(artifacts, input.model);
  try {
    const program = recordModel(model);
    const { height, width, channels } = preprocess;
    const prepared = { dtype: 'float32', shape: [height, width, channels] } as const;
    const signature = signatureOf(program, { trainedModel: input.model, prepared });
    const exports = { onnx: FORMATS.onnx.write(program), savedModel: FORMATS.savedModel.write(program) };
    const parity = await checkParity(exports, computed(model, { pixels, preprocess, signature }, context));
    const parameters = countParameters(program);
    const card = formatModelCard({
      refs: input,
      preprocess,
      signature,
      parameters,
      multiplyAdds: countMultiplyAdds(program),
      training: await artifacts.readJson(input.model, 'training.json', trainInputSchema),
      evaluation: await artifacts.readJson(input.evaluation, 'evaluation.json', evaluationSchema),
      statistics: dataset.statistics,
      split: splitInputSchema.safeParse((await artifacts.manifest(input.dataset)).lineage.input).data?.split,
    });

    const trained = await artifacts.manifest(input.model);
    const evaluation = await artifacts.manifest(input.evaluation);
    const parents = [input.model, input.evaluation, input.dataset];
    const { seed, engine } = trained.lineage;
    const lineage = lineageOf(exportStage, input, { parents, seed, engine });
    const { id } = await artifacts.create('model', lineage, async (writer) => {
      for (const file of trained.files) if (KEPT.test(file.path)) writer.reuse(file.path, file);
      for (const file of evaluation.files) if (file.path === 'evaluation.json') writer.reuse(file.path, file);
      await writer.add(FORMATS.onnx.path, exports.onnx);
      await writer.add(FORMATS.savedModel.path, exports.savedModel);
      await writer.add('program.txt', formatProgram(program));
      await writer.addJson('signature.json', signature);
      await writer.add('model-card.md', card);
    });
    return { model: { kind: 'model', id }, parameters, parity: { ...parity, samples: dataset.of(split).length } };
  } finally {
    model.dispose();
  }
}

export const exportStage = defineStage({
  name: 'export',
  version: 4,
  input: exportInputSchema,
  output: exportOutputSchema,
  cached: true,
  run: exportModel,
});

/** What the trained model makes of the images, in batches. */
async function* computed(
  model: tf.LayersModel,
  { pixels, preprocess, signature }: { pixels: Uint8Array; preprocess: Preprocess; signature: Signature },
  { signal, progress }: StageContext,
): AsyncGenerator<Computed> {
  const { height, width, channels } = preprocess;
  const [input] = signature.inputs as [TensorSpec];
  const size = height * width * channels;
  const total = pixels.length / size;
  const scale = createScaler(preprocess);
  for (let done = 0; done < total; done += BATCH_SIZE) {
    signal.throwIfAborted();
    const count = Math.min(BATCH_SIZE, total - done);
    const data = scale(pixels.subarray(done * size, (done + count) * size));
    const shape = [count, height, width, channels];
    const outputs = tf.tidy(() => {
      const results = [model.predict(tf.tensor(data, shape))].flat<(tf.Tensor | tf.Tensor[])[]>();
      return results.map((result) => ({ shape: result.shape, data: result.dataSync<'float32' | 'int32' | 'bool'>() }));
    });
    const named = signature.outputs.map(({ name }, index) => [name, outputs[index] as Values]);
    yield { inputs: { [input.name]: { shape, data } }, outputs: Object.fromEntries(named) };
    progress({ done: done + count, total, unit: 'samples', message: 'comparing the exports with the trained model' });
  }
}
