import { defineStage, lineageOf, type StageContext } from '@sightline/artifacts';
import {
  evaluationSchema,
  type ExportInput,
  exportInputSchema,
  type ExportOutput,
  exportOutputSchema,
  preprocessSchema,
  type Signature,
  splitInputSchema,
  type TaskFile,
  taskFileSchema,
  type TensorSpec,
  trainInputSchema,
} from '@sightline/contracts';
import { countMultiplyAdds, countParameters, formatProgram, recordModel } from '@sightline/engine';
import { makeIndex } from '@sightline/evaluator';
import { type PredictedOutputs, readPredictions } from '@sightline/evaluator/predictions-file';
import { type InputBatch, loadInputs, openDataset, openPixels } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { openTask } from '@sightline/tasks';
import { DeployerError } from './errors.ts';
import { FORMATS } from './formats.ts';
import { formatModelCard } from './model-card.ts';
import { checkParity, type Computed } from './parity.ts';
import { signatureOf } from './signature.ts';

/** The files of a trained model that its exports keep as they are. */
const KEPT = /^((layers|source)\/.*|(preprocess|task|history|source)\.json)$/;

/**
 * Publishes a trained model as a model artifact: its inference recorded as a program (`program.txt`) and written as
 * SavedModel and ONNX, both compared with what its evaluation says on every sample of the split; with signature,
 * preprocessing, task, evaluation and a model card; where answers are compared, also with an index of training samples.
 *
 * @throws EngineError `engine/not-recordable`; DeployerError `deployer/invalid-signature`,
 * `deployer/unsupported-operation`
 * or `deployer/parity-failed`
 */
export async function exportModel(input: ExportInput, context: StageContext): Promise<ExportOutput> {
  const { artifacts } = context;
  const preprocess = await artifacts.readJson(input.model, 'preprocess.json', preprocessSchema);
  const dataset = await openDataset(artifacts, input.dataset);
  const evaluation = await artifacts.readJson(input.evaluation, 'evaluation.json', evaluationSchema);
  const samples = dataset.of(evaluation.split);
  const model = await loadModel(artifacts, input.model);
  try {
    const program = recordModel(model);
    const prepared = { dtype: 'float32', shape: openPixels(preprocess).shape } as const;
    const signature = signatureOf(program, { trainedModel: input.model, prepared });
    const exports = { onnx: FORMATS.onnx.write(program), savedModel: FORMATS.savedModel.write(program) };
    const task = openTask((await artifacts.readJson(input.model, 'task.json', taskFileSchema)) as TaskFile);
    const predictions = await readPredictions(await artifacts.read(input.evaluation, 'predictions.parquet'), task);
    const message = 'comparing the exports with the trained model';
    const batches = loadInputs(dataset, { samples, preprocess, message }, context);
    const parity = await checkParity(exports, evaluated(batches, predictions, signature));
    const index = task.compare && (await makeIndex(model, { dataset, preprocess, task }, context));
    const parameters = countParameters(program);
    const card = formatModelCard({
      refs: input,
      preprocess,
      signature,
      parameters,
      multiplyAdds: countMultiplyAdds(program),
      training: await artifacts.readJson(input.model, 'training.json', trainInputSchema),
      evaluation,
      statistics: dataset.statistics,
      split: splitInputSchema.safeParse((await artifacts.manifest(input.dataset)).lineage.input).data?.split,
    });

    const trained = await artifacts.manifest(input.model);
    const measured = await artifacts.manifest(input.evaluation);
    const parents = [input.model, input.evaluation, input.dataset];
    const { seed, engine } = trained.lineage;
    const lineage = lineageOf(exportStage, input, { parents, seed, engine });
    const { id } = await artifacts.create('model', lineage, async (writer) => {
      for (const file of trained.files) if (KEPT.test(file.path)) writer.reuse(file.path, file);
      for (const file of measured.files) {
        if (file.path === 'evaluation.json') writer.reuse(file.path, file);
      }
      await writer.add(FORMATS.onnx.path, exports.onnx);
      await writer.add(FORMATS.savedModel.path, exports.savedModel);
      await writer.add('program.txt', formatProgram(program));
      await writer.addJson('signature.json', signature);
      await writer.add('model-card.md', card);
      if (index) await writer.add('index.parquet', index);
    });
    return { model: { kind: 'model', id }, parameters, parity: { ...parity, samples: samples.length } };
  } finally {
    model.dispose();
  }
}

export const exportStage = defineStage({
  name: 'export',
  version: 7,
  input: exportInputSchema,
  output: exportOutputSchema,
  cached: true,
  run: exportModel,
});

/** The samples that were evaluated, with what the trained model made of them then, in batches. */
async function* evaluated(
  batches: AsyncIterable<InputBatch>,
  { ids, outputs }: PredictedOutputs,
  { inputs: [input], outputs: specs }: Signature,
): AsyncGenerator<Computed> {
  const rows = new Map(ids.map((id, row) => [id, row]));
  for await (const { inputs, samples } of batches) {
    const places = samples.map(({ id }) => rows.get(id) ?? missing(id));
    const expected = Object.entries(outputs).map(
      ([
        name,
        {
          shape: [, width = 0],
          data,
        },
      ]) => {
        const values = new Float32Array(places.length * width);
        places.forEach((place, row) => values.set(data.subarray(place * width, (place + 1) * width), row * width));
        const shape = specs.find((spec) => spec.name === name)?.shape as number[];
        return [name, { shape: [places.length, ...shape], data: values }] as const;
      },
    );
    yield { inputs: { [(input as TensorSpec).name]: inputs }, outputs: Object.fromEntries(expected) };
  }
}

function missing(id: string): never {
  throw new DeployerError(
    'deployer/parity-failed',
    `The evaluation says nothing about ${id} of the dataset. Give the dataset that was evaluated.`,
  );
}
