import type { z } from 'zod';
import type { AugmentInput, augmentInputSchema, AugmentOutput } from '../augmentation/augmentation.ts';
import type { IngestInput, ingestInputSchema, IngestOutput } from '../data/ingest.ts';
import type { ScrubInput, scrubInputSchema, ScrubOutput } from '../data/scrub.ts';
import type { SplitInput, splitInputSchema, SplitOutput } from '../data/split.ts';
import type { ExportInput, exportInputSchema, ExportOutput } from '../deployment/export.ts';
import type {
  PromoteInput,
  promoteInputSchema,
  Promotion,
  RegisterInput,
  registerInputSchema,
  RegisterOutput,
} from '../deployment/registry.ts';
import type { ServeInput, serveInputSchema, ServeOutput } from '../deployment/serve.ts';
import type { EvaluateInput, evaluateInputSchema, EvaluateOutput } from '../evaluation/evaluate.ts';
import type { GateInput, gateInputSchema, GateOutput } from '../evaluation/gate.ts';
import type { TrainInput, trainInputSchema, TrainOutput } from '../training/train.ts';
import type { ReportInput, reportInputSchema, ReportOutput } from './run.ts';

/** What each stage takes. */
export interface StageInputs {
  ingest: IngestInput;
  scrub: ScrubInput;
  split: SplitInput;
  augment: AugmentInput;
  train: TrainInput;
  evaluate: EvaluateInput;
  gate: GateInput;
  export: ExportInput;
  register: RegisterInput;
  promote: PromoteInput;
  serve: ServeInput;
  report: ReportInput;
}

/** What each stage takes as people write it: what has a default may be left out. */
export interface StageRequests {
  ingest: z.input<typeof ingestInputSchema>;
  scrub: z.input<typeof scrubInputSchema>;
  split: z.input<typeof splitInputSchema>;
  augment: z.input<typeof augmentInputSchema>;
  train: z.input<typeof trainInputSchema>;
  evaluate: z.input<typeof evaluateInputSchema>;
  gate: z.input<typeof gateInputSchema>;
  export: z.input<typeof exportInputSchema>;
  register: z.input<typeof registerInputSchema>;
  promote: z.input<typeof promoteInputSchema>;
  serve: z.input<typeof serveInputSchema>;
  report: z.input<typeof reportInputSchema>;
}

/** What each stage gives. */
export interface StageOutputs {
  ingest: IngestOutput;
  scrub: ScrubOutput;
  split: SplitOutput;
  augment: AugmentOutput;
  train: TrainOutput;
  evaluate: EvaluateOutput;
  gate: GateOutput;
  export: ExportOutput;
  register: RegisterOutput;
  promote: Promotion;
  serve: ServeOutput;
  report: ReportOutput;
}
