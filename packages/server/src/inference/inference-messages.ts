/** What the inference process is asked: one request at a time. The values of a run's input are sent beside it. */
export type InferenceRequest =
  | { kind: 'load'; session: number; path: string; input: string; output: string }
  | { kind: 'run'; session: number; shape: readonly number[] }
  | { kind: 'release'; session: number };

/** What it answers. `shape` is there after a run, whose values are sent beside it. */
export type InferenceAnswer = { ok: true; shape?: readonly number[] } | { ok: false; message: string };

/** A row-major float32 tensor. */
export interface TensorData {
  data: Float32Array;
  shape: readonly number[];
}
