import type { AugmentInput, AugmentOutput } from '../augmentation/augmentation.ts';
import type { IngestInput, IngestOutput } from '../data/ingest.ts';
import type { ScrubInput, ScrubOutput } from '../data/scrub.ts';
import type { SplitInput, SplitOutput } from '../data/split.ts';
import type { ExportInput, ExportOutput } from '../deployment/export.ts';
import type { PromoteInput, Promotion, RegisterInput, RegisterOutput } from '../deployment/registry.ts';
import type { ServeInput, ServeOutput } from '../deployment/serve.ts';
import type { EvaluateInput, EvaluateOutput } from '../evaluation/evaluate.ts';
import type { GateInput, GateOutput } from '../evaluation/gate.ts';
import type { TrainInput, TrainOutput } from '../training/train.ts';
import type { ReportInput, ReportOutput } from './run.ts';

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
