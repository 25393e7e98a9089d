import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { layersWithin } from '../model/layers-within.ts';
import './unknown-settings.ts';

interface ConvolutionArguments {
  name?: string;
  groups?: number;
  outputPadding?: number | readonly number[] | null;
}

/** Of one layer or another. */
interface Settings {
  dilationRate: number[];
  outputMode: string;
}

interface ConvolutionClass {
  verifyArgs(args: ConvolutionArguments): void;
}

const WITHOUT_DILATION = new Set([
  'DepthwiseConv2D',
  'Conv2DTranspose',
  'Conv3DTranspose',
  'Conv1DTranspose',
  'DepthwiseConv1D',
  'SeparableConv1D',
]);

/**
 * Refuses settings that Keras honours and tfjs keeps, but does not compute with.
 *
 * @throws EngineError `engine/invalid-options`, naming the layer
 */
export function requireHonouredSettings(model: tf.LayersModel): void {
  for (const layer of layersWithin(model)) {
    const { dilationRate, outputMode } = layer as unknown as Settings;
    const kind = layer.getClassName();
    if (kind === 'RandomWidth') {
      throw new EngineError(
        'engine/invalid-options',
        `The layer "${layer.name}" is a randomWidth, which gives each batch another shape, and which Keras 3 no ` +
          'longer has. Vary images with @sightline/augment: { kind: affine, scale: 0.2 }.',
      );
    }
    if (kind === 'CategoryEncoding' && !['oneHot', 'multiHot', 'count'].includes(outputMode)) {
      throw ignored(layer.name, 'outputMode', outputMode);
    }
    if (WITHOUT_DILATION.has(kind) && dilationRate.some((rate) => rate !== 1)) {
      throw ignored(layer.name, 'dilationRate', dilationRate);
    }
  }
}

/**
 * The same of those that tfjs does not even keep: refused where a convolution is made or loaded, for later nothing is
 * left of them.
 */
function refuseWhereMade(): void {
  const Conv2D = tf.layers.conv2d({ filters: 1, kernelSize: 1, name: 'unused' }).constructor as object;
  const BaseConvolution = Object.getPrototypeOf(Object.getPrototypeOf(Conv2D)) as ConvolutionClass;
  const { verifyArgs } = BaseConvolution;
  BaseConvolution.verifyArgs = (args) => {
    const { name, groups, outputPadding } = args;
    if ((groups ?? 1) !== 1) throw ignored(name, 'groups', groups);
    if ((outputPadding ?? undefined) !== undefined) throw ignored(name, 'outputPadding', outputPadding);
    verifyArgs(args);
  };
}

function ignored(name: string | undefined, setting: string, value: unknown): EngineError {
  const layer = name === undefined ? 'A convolution' : `The layer "${name}"`;
  return new EngineError(
    'engine/invalid-options',
    `${layer} has ${setting} ${JSON.stringify(value)}, which tfjs ignores where Keras does not: ` +
      `it would compute something else. Leave ${setting} out, or write a layer that computes it.`,
  );
}

refuseWhereMade();
