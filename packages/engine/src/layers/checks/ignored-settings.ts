import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { layersWithin } from '../model/layers-within.ts';
import './unknown-settings.ts';

interface ConvolutionArguments {
  name?: string;
  groups?: number;
  outputPadding?: number | readonly number[] | null;
  strides?: number | readonly number[] | null;
  dilationRate?: number | readonly number[] | null;
}

interface Encoding {
  outputMode: string;
}

interface ConvolutionClass {
  verifyArgs(args: ConvolutionArguments): void;
}

/**
 * Refuses settings that Keras honours and tfjs keeps, but does not compute with.
 *
 * @throws EngineError `engine/invalid-options`, naming the layer
 */
export function requireHonouredSettings(model: tf.LayersModel): void {
  for (const layer of layersWithin(model)) {
    const { outputMode } = layer as unknown as Encoding;
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
  }
}

/**
 * The same of those that tfjs does not even keep: refused where a convolution is made or loaded, for later nothing is
 * left of them.
 */
function refuseWhereMade(): void {
  const DepthwiseConv2D = tf.layers.depthwiseConv2d({ kernelSize: 1, name: 'unused' }).constructor as object;
  const BaseConvolution = Object.getPrototypeOf(DepthwiseConv2D) as ConvolutionClass;
  const { verifyArgs } = BaseConvolution;
  BaseConvolution.verifyArgs = (args) => {
    const { name, groups, outputPadding } = args;
    if ((groups ?? 1) !== 1) throw ignored(name, 'groups', groups);
    if ((outputPadding ?? undefined) !== undefined) throw ignored(name, 'outputPadding', outputPadding);
    if (isAboveOne(args.strides) && isAboveOne(args.dilationRate)) {
      throw new EngineError(
        'engine/invalid-options',
        `${called(name)} has strides ${JSON.stringify(args.strides)} and dilationRate ` +
          `${JSON.stringify(args.dilationRate)}. One of them must be 1, as in Keras.`,
      );
    }
    verifyArgs(args);
  };
}

function ignored(name: string | undefined, setting: string, value: unknown): EngineError {
  return new EngineError(
    'engine/invalid-options',
    `${called(name)} has ${setting} ${JSON.stringify(value)}, which tfjs ignores where Keras does not: ` +
      `it would compute something else. Leave ${setting} out, or write a layer that computes it.`,
  );
}

function called(name: string | undefined): string {
  return name === undefined ? 'A convolution' : `The layer "${name}"`;
}

function isAboveOne(setting: number | readonly number[] | null | undefined): boolean {
  return [setting ?? 1].flat().some((value) => value > 1);
}

refuseWhereMade();
