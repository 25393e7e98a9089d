import { defineStage, lineageOf, type StageContext } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  evaluationSchema,
  type ExportInput,
  exportInputSchema,
  type ExportOutput,
  exportOutputSchema,
  preprocessSchema,
  type Signature,
  splitInputSchema,
  type TensorSpec,
  trainInputSchema,
} from '@sightline/contracts';
import { countMultiplyAdds, countParameters, formatProgram, recordModel, tf } from '@sightline/engine';
import { type InputBatch, loadInputs, openDataset, openPixels } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { FORMATS, type Values } from './formats.ts';
import { formatModelCard } from './model-card.ts';
import { checkParity, type Computed } from './parity.ts';
import { signatureOf } from './signature.ts';

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
  const model = await loadModel(artifacts, input.model);
  try {
    const program = recordModel(model);
    const prepared = { dtype: 'float32', shape: openPixels(preprocess).shape } as const;
    const signature = signatureOf(program, { trainedModel: input.model, prepared });
    const exports = { onnx: FORMATS.onnx.write(program), savedModel: FORMATS.savedModel.write(program) };
    const message = 'comparing the exports with the trained model';
    const batches = loadInputs(dataset, { samples: dataset.of(split), preprocess, message }, context);
    const parity = await checkParity(exports, computed(model, batches, signature));
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

/** What the trained model makes of the samples that it was evaluated on, in batches. */
async function* computed(
  model: tf.LayersModel,
  batches: AsyncIterable<InputBatch>,
  signature: Signature,
): AsyncGenerator<Computed> {
  const [input] = signature.inputs as [TensorSpec];
  for await (const { inputs } of batches) {
    const outputs = tf.tidy(() => {
      const results = [model.predict(tf.tensor(inputs.data, [...inputs.shape]))].flat<(tf.Tensor | tf.Tensor[])[]>();
      return results.map((result) => ({ shape: result.shape, data: result.dataSync<'float32' | 'int32' | 'bool'>() }));
    });
    const named = signature.outputs.map(({ name }, index) => [name, outputs[index] as Values]);
    yield { inputs: { [input.name]: inputs }, outputs: Object.fromEntries(named) };
  }
}
