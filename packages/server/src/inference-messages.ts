/** What the inference thread is asked: one request at a time. */
export type InferenceRequest =
  | { kind: 'load'; session: number; path: string; input: string; output: string }
  | { kind: 'run'; session: number; data: Float32Array; shape: readonly number[] }
  | { kind: 'release'; session: number };

/** A row-major float32 tensor. */
export interface TensorData {
  data: Float32Array;
  shape: readonly number[];
}

/** What it answers. `output` is there after a run. */
export type InferenceAnswer = { ok: true; output?: TensorData } | { ok: false; message: string };
