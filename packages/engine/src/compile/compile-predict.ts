import type { HostArray } from '../host/host-array.ts';
import { inputsOf, requireBuilt } from '../host/model-inputs.ts';
import { registerKernels } from '../kernels/register.ts';
import { requireHonouredSettings } from '../layers/checks/ignored-settings.ts';
import { lowerLayer } from '../layers/lowering/lowering.ts';
import { StepContext } from '../record/step-context.ts';
import { WatchedModel } from '../layers/model/watched-model.ts';
import { foldNormalizations } from '../passes/fold-normalizations.ts';
import { applyPasses, type Pass } from '../passes/passes.ts';
import { passesFor, type Precision, runsInSequence } from '../precision.ts';
import type { Program } from '../program/program.ts';
import { weightsOf } from '../model/model-names.ts';
import { recordOpen } from '../record/sizes/record-open.ts';
import { trace } from '../record/tracing/trace.ts';
import { type LoadedProgram, Session } from '../session/session.ts';
import { tf } from '../tensorflow.ts';
import { HeldWeights } from './weights/held-weights.ts';
import { type HostTensor, toTensor, zerosLike } from '../host/host-tensor.ts';
import { type CompileOptions, requireCompileOptions } from './options.ts';
import { explained } from './programs/explain.ts';
import { hasOpenSizes, openShapes } from './programs/open-shapes.ts';
import { ProgramCache } from './programs/program-cache.ts';

/** A model's inference as native programs; inputs in the order of the model's, outputs likewise. */
export interface Predictor {
  /**
   * Inputs of any array type are numbers, cast to the element types of the model's inputs.
   *
   * @throws EngineError `engine/invalid-options`, naming the input, for what is not numbers of its shape
   */
  predict(...inputs: HostArray[]): HostTensor[];
  /** The same on another thread. */
  predictAsync(...inputs: HostArray[]): Promise<HostTensor[]>;
  program(...inputs: HostArray[]): Program;
  dispose(): void;
}

/**
 * Compiles what `model.predict` computes. The weights are those of now, written into the programs as constants, which
 * TensorFlow folds and lays out ahead, for batches of every shape: compile again after training. One program for each
 * shape of batch, recorded when it is first seen; where the model's inputs have open sizes besides the batch, one for
 * all of them, if the model computes the same for all.
 *
 * @throws EngineError `engine/not-recordable` at the first call, naming the layer; `engine/invalid-options` for a
 * setting that tfjs ignores
 *
 * @example
 * const predictor = compilePredict(model);
 * const [probabilities] = predictor.predict({ shape: [1, 28, 28, 1], data: pixels });
 */
export function compilePredict(model: tf.LayersModel, options: CompileOptions = {}): Predictor {
  registerKernels();
  requireCompileOptions(options);
  requireBuilt(model);
  requireHonouredSettings(model);
  const session = new Session({ sequential: runsInSequence(options.precision), ...options });
  const cache = new ProgramCache((program) => session.load(program, { variables: 'frozen' }));
  const weights = new HeldWeights(model);
  const { precision } = options;
  const watched = new WatchedModel(model);
  const record = (inputs: readonly HostTensor[]): Program =>
    weights.during(() => applyPasses(traceModel(model, inputs), passesOf(precision)));
  const loaded = (inputs: readonly HostTensor[]): LoadedProgram => {
    watched.requireSameLayers();
    return cache.get(`${watched.settings}`, inputs, {
      record: () => record(inputs),
      recordOpen: hasOpenSizes(model)
        ? () => weights.during(() => recordOpenPrediction(model, inputs, precision))
        : undefined,
    });
  };
  return {
    predict(...given) {
      const inputs = inputsOf(model, given);
      try {
        return loaded(inputs).run(inputs);
      } catch (error) {
        throw explained(error, () => record(inputs));
      }
    },
    async predictAsync(...given) {
      const inputs = inputsOf(model, given);
      return loaded(inputs)
        .runAsync(inputs)
        .catch((error: unknown) => {
          throw explained(error, () => record(inputs));
        });
    },
    program: (...given) => loaded(inputsOf(model, given)).program,
    dispose() {
      weights.dispose();
      session.dispose();
    },
  };
}

function recordOpenPrediction(model: tf.LayersModel, inputs: readonly HostTensor[], precision?: Precision): Program {
  const program = recordOpen(openShapes(model), (shapes) =>
    traceModel(
      model,
      inputs.map(({ data }, index) => zerosLike(data, shapes[index] as number[])),
      { freeTime: true },
    ),
  );
  return applyPasses(program, passesOf(precision));
}

/** Weights are constants in a prediction. */
function passesOf(precision?: Precision): readonly Pass[] {
  return [foldNormalizations, ...passesFor(precision)];
}

function traceModel(model: tf.LayersModel, inputs: readonly HostTensor[], options = { freeTime: false }): Program {
  const tensors = inputs.map((input, index) => ({ name: `input${index}`, tensor: toTensor(input) }));
  const context = new StepContext(options);
  try {
    return trace(
      (named) => {
        const outputs = [model.apply(Object.values(named), { training: false })].flat() as tf.Tensor[];
        return Object.fromEntries(outputs.map((output, index) => [`output${index}`, output]));
      },
      {
        inputs: tensors,
        variables: weightsOf(model),
        nameVariable: (variable) => variable.name,
        lower: (layer) => lowerLayer(layer, context),
      },
    );
  } finally {
    tf.dispose(tensors.map(({ tensor }) => tensor));
  }
}
