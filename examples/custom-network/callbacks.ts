import { tf } from '@sightline/engine';
import type { CustomCallback } from '@sightline/trainer';

/**
 * Looks ahead (Zhang et al., 2019), an epoch at a time: each epoch begins at weights that have moved only a part of the
 * way that the one before went. Where they are is in the state, for a training that is continued.
 */
export const lookahead: CustomCallback<{ part: number }> = ({ model }, { settings }) => {
  let slow: readonly Float32Array[] = [];
  return {
    onEpochBegin() {
      const weights = model.getWeights();
      const fast = weights.map((weight) => weight.dataSync<'float32'>());
      const before = slow;
      slow = fast.map((values, index) => {
        const from = before[index] ?? values;
        return values.map((value, place) => between(from[place] as number, value, settings.part));
      });
      const moved = slow.map((values, index) => tf.tensor(values, weights[index]?.shape));
      model.setWeights(moved);
      tf.dispose(moved);
    },
    state: {
      read: () => ({ values: null, arrays: slow }),
      restore({ arrays }) {
        slow = arrays;
      },
    },
  };
};

function between(from: number, to: number, part: number): number {
  return from + part * (to - from);
}
