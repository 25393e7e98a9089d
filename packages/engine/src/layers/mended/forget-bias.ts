import { tf } from '../../tensorflow.ts';

interface Cell {
  unitForgetBias?: boolean | null;
  build(shape: tf.Shape | tf.Shape[]): void;
}

/**
 * As in Keras, the forget gate's bias starts at 1 unless `unitForgetBias` is false (Jozefowicz et al., 2015); tfjs
 * wants to be asked.
 */
function rememberFirst(example: tf.layers.Layer): void {
  const cell = Object.getPrototypeOf(example) as Cell;
  const { build } = cell;
  cell.build = function withDefault(shape) {
    this.unitForgetBias ??= true;
    build.call(this, shape);
  };
}

rememberFirst(tf.layers.lstmCell({ name: 'unused', units: 1 }));
rememberFirst(tf.layers.convLstm2dCell({ name: 'unused', filters: 1, kernelSize: 1 }));
