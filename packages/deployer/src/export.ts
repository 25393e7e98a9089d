import { defineStage, lineageOf, type StageContext } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  type ExportInput,
  exportInputSchema,
  type ExportOutput,
  exportOutputSchema,
  metricsSchema,
  preprocessSchema,
  type Signature,
  splitInputSchema,
  trainInputSchema,
} from '@sightline/contracts';
import { countMultiplyAdds, countParameters, formatProgram, type Program, recordModel } from '@sightline/engine';
import { loadPixels, openDataset } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { DeployerError } from './errors.ts';
import { FORMATS } from './formats.ts';
import { formatModelCard } from './model-card.ts';
import { checkParity, MODEL_NAMES } from './parity.ts';

/** The files of a trained model that its exports keep as they are. */
const KEPT = /^(layers\/.*|preprocess\.json|labels\.json|history\.json)$/;

/**
 * Publishes a trained model as a model artifact: its inference recorded as a program (`program.txt`) and written as
 * SavedModel and ONNX, both compared with the trained model on every sample of the split that it was evaluated on; with
 * signature, preprocessing, labels, metrics and a model card.
 *
 * @throws EngineError `engine/not-recordable`; DeployerError `deployer/unsupported-operation` or `deployer/parity-failed`
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
    const program = recordModel(model, MODEL_NAMES);
    const signature = signatureOf(program, input);
    const exports = { onnx: FORMATS.onnx.write(program), savedModel: FORMATS.savedModel.write(program) };
    const parity = await checkParity(model, exports, { pixels, preprocess }, context);
    const parameters = countParameters(program);
    const card = formatModelCard({
      refs: input,
      preprocess,
      parameters,
      multiplyAdds: countMultiplyAdds(program) as number,
      training: await artifacts.readJson(input.model, 'training.json', trainInputSchema),
      measuredOn: split,
      metrics: await artifacts.readJson(input.evaluation, 'metrics.json', metricsSchema),
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
      for (const file of evaluation.files) if (file.path === 'metrics.json') writer.reuse(file.path, file);
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
  version: 2,
  input: exportInputSchema,
  output: exportOutputSchema,
  cached: true,
  run: exportModel,
});

/**
 * @throws DeployerError `deployer/unsupported-operation` for an open size besides the batch: what serves a version
 * gives it images of one size
 */
function signatureOf({ inputs, outputs, nodes }: Program, { model: trainedModel }: ExportInput): Signature {
  const values = [...inputs, ...nodes.flatMap((node) => node.outputs)];
  const describe = ({ name, id }: { name: string; id: number }) => {
    const [, ...shape] = values.find((value) => value.id === id)?.shape ?? [];
    if (!shape.includes(null)) return { name, shape: shape as number[] };
    throw new DeployerError(
      'deployer/unsupported-operation',
      `"${name}" of the model has open sizes, [batch, ${shape.map((size) => size ?? '?').join(', ')}]; a published model takes images of the one size that ` +
        'preprocess.json says. Build the model with that size, or write its files yourself with recordModel, programToSavedModel and programToOnnx.',
    );
  };
  const [input, output] = [inputs[0], outputs[0]] as [Program['inputs'][number], Program['outputs'][number]];
  return { input: describe(input), output: describe(output), trainedModel };
}
