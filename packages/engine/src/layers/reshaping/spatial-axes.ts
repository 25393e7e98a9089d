import type { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { COUNT, isCount, refusedSetting } from '../checks/whole-numbers.ts';

/** The settings of layers that work along the axes of time or space. */
export interface SpatialOptions {
  name?: string;
  inputShape?: (number | null)[];
  /** `[batch, …, channels]` or `[batch, channels, …]`. Default: `'channelsLast'`. */
  dataFormat?: 'channelsFirst' | 'channelsLast';
}

export type Pair = readonly [before: number, after: number];

/** A layer that changes the axes between batch and channels, each by itself. */
export abstract class SpatialLayer extends tf.layers.Layer {
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  /** How many axes of time or space there are. */
  protected readonly dimensions: number;

  constructor({ dataFormat = 'channelsLast', ...options }: SpatialOptions, dimensions: number) {
    super(options);
    this.dataFormat = dataFormat;
    this.dimensions = dimensions;
    this.inputSpec = [{ ndim: dimensions + 2 }];
  }

  /** Where they are in a tensor. */
  protected get axes(): number[] {
    const first = this.dataFormat === 'channelsFirst' ? 2 : 1;
    return Array.from({ length: this.dimensions }, (_, index) => first + index);
  }

  /** A shape with each size of those axes changed. */
  protected changed(shape: tf.Shape, change: (size: number, index: number) => number): tf.Shape {
    const { axes } = this;
    return shape.map((size, axis) => {
      const index = axes.indexOf(axis);
      return index === -1 || size === null ? size : change(size, index);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    // Of one axis, Keras' layers have no format.
    return { ...super.getConfig(), ...(this.dimensions > 1 ? { dataFormat: this.dataFormat } : {}) };
  }

  /** One number for all axes, a number or a pair for each: as pairs. */
  protected pairs(setting: string, value: number | readonly (number | readonly number[])[]): Pair[] {
    const given = Array.isArray(value) ? value : Array.from({ length: this.dimensions }, () => value);
    const isOnePair = this.dimensions === 1 && given.length === 2;
    const pairs = (isOnePair ? [given] : given).map((each) => (Array.isArray(each) ? each : [each, each]));
    const isRight = pairs.length === this.dimensions && pairs.every((pair) => pair.length === 2 && pair.every(isSize));
    if (isRight) return pairs as unknown as Pair[];
    throw this.refusal(setting, value, this.dimensions === 1 ? 'a pair' : 'as many, or pairs, as there are axes');
  }

  /** One number for all axes, or one for each. */
  protected sizes(setting: string, value: number | readonly number[]): number[] {
    const sizes = Array.isArray(value) ? [...value] : Array.from({ length: this.dimensions }, () => value);
    if (sizes.length === this.dimensions && sizes.every(isCount)) return sizes;
    throw refusedSetting(this, setting, { value, allowed: `${COUNT}, or as many as there are axes` });
  }

  protected refusal(setting: string, value: unknown, allowed: string): EngineError {
    return refusedSetting(this, setting, { value, allowed: `a whole number, or ${allowed}` });
  }
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
