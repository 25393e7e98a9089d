import type {
  AnnotatedSample,
  Annotation,
  Answer,
  Evaluation,
  HeadSpec,
  Objective,
  TaskKind,
  TaskSpec,
  Vocabulary,
} from '@sightline/contracts';

/** Shape of one sample's targets or outputs, without the batch, and their type. */
export interface TensorType {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
}

/** Targets of a batch by the names of outputs, row by row. */
export type Targets = Readonly<Record<string, Float32Array | Int32Array>>;

/** What a network said of some samples, by the names of its outputs: `[samples, …]`, row by row. */
export type Outputs = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;

/** A training sample as a batch has it: what it was mixed of. Unmixed: one constituent with the fraction 1. */
export interface Example {
  readonly of: readonly { readonly sample: AnnotatedSample; readonly fraction: number }[];
}

/** What a task measures on some samples. */
export type TaskEvaluation = Pick<Evaluation, 'targetNames' | 'classes' | 'constant' | 'figures' | 'exhibits'>;

/** One thing that a network can learn to say. JSON and typed arrays only: no images, no TensorFlow, no files. */
export interface Task<Kind extends TaskKind> {
  /** What each sample must be annotated with. */
  readonly needs: readonly Annotation[];
  /** Whether samples can be mixed of several (MixUp, CutMix, …). */
  readonly mixable: boolean;
  /**
   * The headings under which samplers balance a training sample; none where there is nothing to balance. Splits and
   * statistics go by `classesOf` of contracts instead.
   */
  strata(sample: AnnotatedSample): readonly string[];
  /**
   * What is learnt of the training split alone.
   *
   * @throws TaskError `tasks/invalid-options` when the settings do not fit the samples
   */
  vocabulary(training: readonly AnnotatedSample[], spec: TaskSpec<Kind>): Vocabulary<Kind>;
  open(spec: TaskSpec<Kind>, vocabulary: Vocabulary<Kind>, options: OpenOptions): OpenTask<Kind>;
}

export interface OpenOptions {
  /** Whether training samples are mixed of several (MixUp, CutMix, …). */
  readonly mixed: boolean;
}

/** A task with its settings and vocabulary: all that other packages see of it. */
export interface OpenTask<Kind extends TaskKind = TaskKind> {
  /** What the network ends in. */
  readonly head: HeadSpec;
  readonly objective: Objective;
  /** Of each output that is trained: the network's, or that of the objective's training head. */
  readonly targets: Readonly<Record<string, TensorType>>;
  /**
   * Writes a sample's targets into their row of a batch. Called after augmentation and mixing.
   *
   * @throws TaskError `tasks/unknown-label`
   */
  encode(example: Example, targets: Targets, row: number): void;
  /** One row of outputs as an answer. */
  decode(outputs: Outputs, row: number): Answer<Kind>;
  /**
   * Figures by the names of `taskFigures`, and what is worth drawing.
   *
   * @throws TaskError `tasks/no-samples`, `tasks/invalid-outputs`, `tasks/unknown-label`
   */
  evaluate(samples: readonly AnnotatedSample[], outputs: Outputs): TaskEvaluation;
  /** A sample's annotation in the words of {@link describe}. */
  expected(sample: AnnotatedSample): string;
  /** Whether an answer is right or wrong, and not only nearer or farther: right is what {@link expected} says. */
  readonly exact: boolean;
  /** An answer in a few words, for people. */
  describe(answer: Answer<Kind>): string;
  /** What each number of an output's row is, for column names: `probability_cat`. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /**
   * The vocabulary with decision thresholds chosen on outputs for samples that the network was not trained on. Left
   * out by tasks without thresholds.
   *
   * @throws TaskError as {@link evaluate}
   */
  chooseThresholds?(samples: readonly AnnotatedSample[], outputs: Outputs): Vocabulary<Kind>;
  /** Compares two answers. Left out by tasks whose answers say all by themselves. */
  compare?(one: Answer<Kind>, other: Answer<Kind>): AnswerComparison;
}

/** How far two answers are apart, and whether that is near enough to be answers to samples of one identity. */
export interface AnswerComparison {
  readonly distance: number;
  readonly threshold: number;
  readonly isSame: boolean;
}

/** Defines the task of that kind; types only. */
export function defineTask<Kind extends TaskKind>(_kind: Kind, task: Task<Kind>): Task<Kind> {
  return task;
}
