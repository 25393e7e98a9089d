import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, programToSavedModel, tf } from '@sightline/engine';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { programToOnnx } from './onnx/program-to-onnx.ts';

/** Values of a tensor, row by row. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** An exported network of one input and one output, running in the format's own runtime. */
export interface LoadedModel {
  run(batch: Values): Promise<Values>;
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
      const [input, output] = [session.inputNames[0] as string, session.outputNames[0] as string];
      return {
        async run({ shape, data }) {
          const results = await session.run({ [input]: new Tensor('float32', data, shape) });
          const { dims, data: values } = results[output] as Tensor;
          return { shape: dims, data: values as Float32Array };
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
          async run({ shape, data }) {
            return tf.tidy(() => {
              const result = model.predict(tf.tensor(data, [...shape])) as tf.Tensor;
              return { shape: result.shape, data: result.dataSync<'float32'>() };
            });
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
