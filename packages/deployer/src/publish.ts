import { type ArtifactStore, lineageOf, type StageContext } from '@sightline/artifacts';
import {
  evaluationSchema,
  type ExportInput,
  type ExportOutput,
  type Lineage,
  preprocessSchema,
  type Signature,
  splitInputSchema,
  type TaskFile,
  taskFileSchema,
  type TensorSpec,
  trainInputSchema,
} from '@sightline/contracts';
import { countParameters, formatProgram, recordModel } from '@sightline/engine';
import { makeIndex } from '@sightline/evaluator/make-index';
import { type PredictedOutputs, readPredictions } from '@sightline/evaluator/predictions-file';
import { type InputBatch, loadInputs, openDataset, openPixels } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { openTask } from '@sightline/tasks';
import { DeployerError } from './errors.ts';
import { FORMATS } from './formats.ts';
import { formatModelCard, type ModelFacts } from './model-card.ts';
import { checkParity, type Computed } from './parity.ts';
import { signatureOf } from './signature.ts';
import { exportStage } from './stages.ts';

/** The files of a trained model that its exports keep as they are. */
const KEPT = /^((layers|source)\/.*|(preprocess|task|history|metrics|source)\.json)$/;

/** What `exportModel` does: it needs the engine, which this package is imported without. */
export async function publish(input: ExportInput, context: StageContext): Promise<ExportOutput> {
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
    const card = formatModelCard({
      ...(await factsOf(input, artifacts)),
      program,
      preprocess,
      signature,
      evaluation,
      statistics: dataset.statistics,
    });
    const { id } = await artifacts.create('model', await lineageFrom(input, artifacts), async (writer) => {
      const [trained, measured] = [await artifacts.manifest(input.model), await artifacts.manifest(input.evaluation)];
      const kept = trained.files.filter(({ path }) => KEPT.test(path));
      kept.push(...measured.files.filter(({ path }) => path === 'evaluation.json'));
      for (const file of kept) writer.reuse(file.path, file);
      await writer.add(FORMATS.onnx.path, exports.onnx);
      await writer.add(FORMATS.savedModel.path, exports.savedModel);
      await writer.add('program.txt', formatProgram(program));
      await writer.addJson('signature.json', signature);
      await writer.add('model-card.md', card);
      if (index) await writer.add('index.parquet', index);
    });
    const parameters = countParameters(program);
    return { model: { kind: 'model', id }, parameters, parity: { ...parity, samples: samples.length } };
  } finally {
    model.dispose();
  }
}

async function lineageFrom(input: ExportInput, artifacts: ArtifactStore): Promise<Lineage> {
  const { seed, engine } = (await artifacts.manifest(input.model)).lineage;
  return lineageOf(exportStage, input, { parents: [input.model, input.evaluation, input.dataset], seed, engine });
}

/** What a model card says that is known of the stages before. */
async function factsOf(
  refs: ExportInput,
  artifacts: ArtifactStore,
): Promise<Pick<ModelFacts, 'refs' | 'training' | 'split'>> {
  const { lineage } = await artifacts.manifest(refs.dataset);
  return {
    refs,
    training: await artifacts.readJson(refs.model, 'training.json', trainInputSchema),
    split: splitInputSchema.safeParse(lineage.input).data?.split,
  };
}

/** The samples that were evaluated, with what the trained model made of them then, in batches. */
async function* evaluated(
  batches: AsyncIterable<InputBatch>,
  { ids, outputs }: PredictedOutputs,
  { inputs: [input], outputs: specs }: Signature,
): AsyncGenerator<Computed> {
  const rows = new Map(ids.map((id, row) => [id, row]));
  for await (const { inputs, samples } of batches) {
    const places = samples.map(({ id }) => rows.get(id) ?? missing(id));
    const expected = Object.entries(outputs).map(([name, { shape, data }]) => {
      const rowShape = specs.find((spec) => spec.name === name)?.shape as number[];
      return [name, { shape: [places.length, ...rowShape], data: rowsAt(places, data, shape[1] ?? 0) }] as const;
    });
    yield { inputs: { [(input as TensorSpec).name]: inputs }, outputs: Object.fromEntries(expected) };
  }
}

/** Some rows of values of `[rows, width]`. */
function rowsAt(places: readonly number[], values: Float32Array, width: number): Float32Array {
  const rows = new Float32Array(places.length * width);
  places.forEach((place, row) => rows.set(values.subarray(place * width, (place + 1) * width), row * width));
  return rows;
}

function missing(id: string): never {
  throw new DeployerError(
    'deployer/parity-failed',
    `The evaluation says nothing about ${id} of the dataset. Give the dataset that was evaluated.`,
  );
}
