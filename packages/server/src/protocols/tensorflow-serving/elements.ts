import type { ElementType } from '@sightline/contracts';
import { ServerError } from '../../errors.ts';

/** A value as JSON has it. */
export type JsonElement = number | boolean;

/** How the elements of a type stand in JSON. */
interface Element {
  /** TensorFlow's name of the type. */
  readonly tensorflow: string;
  /** What is allowed, as messages say it. */
  readonly allowed: string;
  /** The element, or `undefined` for what is not allowed. */
  read(value: unknown): number | bigint | undefined;
  write(element: number | bigint): JsonElement;
}

export const elements: { readonly [Type in ElementType]: Element } = {
  float32: {
    tensorflow: 'DT_FLOAT',
    allowed: 'a finite float32 number',
    read: (value) => (typeof value === 'number' && Number.isFinite(Math.fround(value)) ? value : undefined),
    write: (element) => shortest(element as number),
  },
  int32: whole('DT_INT32', -(2 ** 31), 2 ** 31 - 1),
  uint8: whole('DT_UINT8', 0, 255),
  int64: {
    tensorflow: 'DT_INT64',
    allowed: 'a whole number from -(2^53 - 1) to 2^53 - 1, beyond which JSON has none to the unit',
    read: (value) => (Number.isSafeInteger(value) ? BigInt(value as number) : undefined),
    write: exact,
  },
  bool: {
    tensorflow: 'DT_BOOL',
    allowed: 'true or false',
    read: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
    write: (element) => element !== 0,
  },
};

function whole(tensorflow: string, least: number, greatest: number): Element {
  return {
    tensorflow,
    allowed: `a whole number from ${least} to ${greatest}`,
    read: (value) =>
      Number.isInteger(value) && (value as number) >= least && (value as number) <= greatest
        ? (value as number)
        : undefined,
    write: Number,
  };
}

/** The shortest decimal that reads back as the same float32. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return Number(value.toPrecision(9));
}

function exact(value: number | bigint): number {
  if (Number.isSafeInteger(Number(value))) return Number(value);
  throw new ServerError('server/model-failed', `The model answered with ${value}, which JSON's numbers cannot hold.`);
}
