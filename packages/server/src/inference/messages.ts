import type { Signature } from '@sightline/contracts';

/** What a graph takes and gives. */
export type GraphTensors = Pick<Signature, 'inputs' | 'outputs'>;

/** What the inference process is asked: one request at a time. The inputs of a run are sent beside it. */
export type InferenceRequest =
  | { kind: 'load'; session: number; path: string; tensors: GraphTensors }
  | { kind: 'run'; session: number }
  | { kind: 'release'; session: number };

/** What it answers. The outputs of a run are sent beside it. */
export type InferenceAnswer = { ok: true } | { ok: false; message: string };
