import { scan, type ScanBody, type ScanInputs, type Step } from '../../../record/scan.ts';
import { tf } from '../../../tensorflow.ts';

/** What is wanted of a loop. */
export interface Wanted {
  /** Whether the outputs of all time steps are wanted. */
  readonly outputs: boolean;
  /** Whether the states after the last step are. */
  readonly states: boolean;
}

export interface Outcome {
  /** `[time, batch, …]` */
  readonly outputs: tf.Tensor | undefined;
  readonly states: tf.Tensor[];
}

/**
 * A loop forward, and the loop back by which it is trained. Functions are given the tensors `trained`, then `constant`,
 * as they are at that time.
 */
export interface TrainableLoop {
  /** What has a gradient. */
  readonly trained: readonly tf.Tensor[];
  /** What else the loops use that would be gone when the gradient is computed. */
  readonly constant: readonly tf.Tensor[];
  readonly wanted: Wanted;
  /** What the loop forward runs on. */
  readonly inputs: (tensors: tf.Tensor[]) => ScanInputs;
  /** A step forward. The first result is the output, the others are kept for the way back. */
  readonly forward: ScanBody;
  /** What the loop back uses in each step, and what it starts its sums from. */
  readonly inputsBack: (tensors: tf.Tensor[]) => { readonly weights: tf.Tensor[]; readonly sums: tf.Tensor[] };
  /** A step back: the gradients of the states before it and the sums, then any results. */
  readonly backward: (step: StepBack) => Step;
  /** The gradients of what is trained, from the states that the loop back ends in and its results. */
  readonly gradients: (back: ReturnType<typeof scan>, tensors: tf.Tensor[]) => tf.Tensor[];
}

interface StepBack {
  readonly kept: tf.Tensor[];
  readonly ofOutput: tf.Tensor | undefined;
  readonly ofStates: tf.Tensor[];
  readonly sums: tf.Tensor[];
  readonly weights: tf.Tensor[];
}

/** Runs a loop so that it can be trained, for any number of time steps. */
export function trainLoop(loop: TrainableLoop): Outcome {
  const { trained, constant, wanted } = loop;
  let count = 0;
  const run = tf.customGrad((...inputs) => {
    const save = inputs.pop() as unknown as tf.GradSaveFunc;
    const given = loop.inputs([...trained, ...constant]);
    const { states, results } = scan(loop.forward, given);
    const [outputs, ...others] = results as [tf.Tensor];
    count = states.length;
    save([...trained, ...constant, ...states, ...others]);
    return {
      value: packed({ outputs, states }, wanted),
      gradFunc: (dy, saved) => {
        const kept = [...saved];
        const tensors = kept.splice(0, trained.length + constant.length);
        const last = kept.splice(0, count);
        return loop.gradients(loopBack(loop, { tensors, last, kept, reverse: !given.reverse }, dy), tensors);
      },
    };
  });
  return unpacked(run(...trained), wanted, count);
}

function loopBack(
  { wanted, inputsBack, backward }: TrainableLoop,
  { tensors, last, kept, reverse }: { tensors: tf.Tensor[]; last: tf.Tensor[]; kept: tf.Tensor[]; reverse: boolean },
  dy: tf.Tensor,
): ReturnType<typeof scan> {
  const { outputs, states } = unpacked(dy, wanted, last.length);
  const ofLast = states.length > 0 ? states : last.map((state) => state.zerosLike());
  const { weights, sums } = inputsBack(tensors);
  return scan(
    (slices, before, weightsHere) =>
      backward({
        kept: outputs ? slices.slice(1) : slices,
        ofOutput: outputs && slices[0],
        ofStates: before.slice(0, last.length),
        sums: before.slice(last.length),
        weights: weightsHere,
      }),
    { states: [...ofLast, ...sums], sequences: [...(outputs ? [outputs] : []), ...kept], weights, reverse },
  );
}

/** States and outputs as one tensor, the states first: tfjs takes gradients of one. */
function packed({ outputs, states }: { outputs: tf.Tensor; states: tf.Tensor[] }, wanted: Wanted): tf.Tensor {
  if (!wanted.states) return outputs;
  if (!wanted.outputs && states.length === 1) return states[0] as tf.Tensor;
  const last = tf.stack(states, 0);
  return wanted.outputs ? tf.concat([last, outputs], 0) : last;
}

function unpacked(value: tf.Tensor, wanted: Wanted, count: number): Outcome {
  if (!wanted.states) return { outputs: value, states: [] };
  if (!wanted.outputs) return { outputs: undefined, states: count === 1 ? [value] : tf.unstack(value, 0) };
  const [length = 0, ...shape] = value.shape;
  const from = (start: number, size: number): tf.Tensor =>
    value.slice([start, ...shape.map(() => 0)], [size, ...shape]);
  return {
    outputs: from(count, length - count),
    states: Array.from({ length: count }, (_, index) => from(index, 1).squeeze([0])),
  };
}
