import type {
  AugmentInput,
  AugmentOutput,
  EvaluateInput,
  EvaluateOutput,
  ExportInput,
  ExportOutput,
  GateInput,
  GateOutput,
  IngestInput,
  IngestOutput,
  PromoteInput,
  Promotion,
  RegisterInput,
  RegisterOutput,
  ReportInput,
  ReportOutput,
  ScrubInput,
  ScrubOutput,
  ServeInput,
  ServeOutput,
  SplitInput,
  SplitOutput,
  TrainInput,
  TrainOutput,
} from '@sightline/contracts';

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
