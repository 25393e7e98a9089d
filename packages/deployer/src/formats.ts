import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, programToSavedModel, type TensorData, tf } from '@sightline/engine';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { programToOnnx } from './onnx/program-to-onnx.ts';

/** Values of a tensor, row by row. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** An exported network, running in the format's own runtime. */
export interface LoadedModel {
  /** Takes and gives tensors by the names that the network has for its inputs and outputs. */
  run(inputs: Readonly<Record<string, Values>>): Promise<Record<string, Values>>;
  close(): Promise<void>;
}

/** A file format that networks are published in. */
export interface Format {
  /** Where the file is in a model artifact. */
  readonly path: string;
  write(program: Program): Uint8Array;
  open(bytes: Uint8Array): Promise<LoadedModel>;
}

/** All formats of a model artifact. */
export const FORMATS = {
  onnx: {
    path: 'model.onnx',
    write: programToOnnx,
    async open(bytes) {
      const session = await InferenceSession.create(bytes);
      return {
        async run(inputs) {
          const results = await session.run(mapped(inputs, asOnnx));
          return mapped(results, ({ dims, data }) => ({ shape: dims, data: data as TensorData }));
        },
        close: () => session.release(),
      };
    },
  },
  savedModel: {
    path: 'saved_model/saved_model.pb',
    write: programToSavedModel,
    async open(bytes) {
      const folder = await mkdtemp(join(tmpdir(), 'sightline-saved-model-'));
      try {
        await writeFile(join(folder, 'saved_model.pb'), bytes);
        const model = await tf.node.loadSavedModel(folder, ['serve'], 'serving_default');
        return {
          async run(inputs) {
            // Values leave after the scope: it would walk through each of their numbers for tensors.
            const results = tf.tidy(() => model.predict(mapped(inputs, asTensor)) as tf.NamedTensorMap);
            const values = mapped(results, (result) => ({
              shape: result.shape,
              data: result.dataSync<'float32' | 'int32' | 'bool'>(),
            }));
            tf.dispose(results);
            return values;
          },
          close: async () => model.dispose(),
        };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

function mapped<From, To>(values: Readonly<Record<string, From>>, fn: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fn(value)]));
}

function asOnnx({ shape, data }: Values): Tensor {
  if (data instanceof Uint8Array) return new Tensor('bool', data, shape);
  return data instanceof Int32Array ? new Tensor('int32', data, shape) : new Tensor('float32', data, shape);
}

function asTensor({ shape, data }: Values): tf.Tensor {
  const dtype = data instanceof Uint8Array ? 'bool' : data instanceof Int32Array ? 'int32' : 'float32';
  return tf.tensor(data, [...shape], dtype);
}
