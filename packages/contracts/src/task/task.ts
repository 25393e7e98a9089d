import { z } from 'zod';
import {
  classificationAnswerSchema,
  classificationSpecSchema,
  classificationVocabularySchema,
} from './classification.ts';
import { embeddingAnswerSchema, embeddingSpecSchema, embeddingVocabularySchema } from './embedding.ts';
import { multiLabelAnswerSchema, multiLabelSpecSchema, multiLabelVocabularySchema } from './multi-label.ts';
import { regressionAnswerSchema, regressionSpecSchema, regressionVocabularySchema } from './regression.ts';

/** Each task's settings, what it learns from the training split, and what it answers. */
export const TASK_SCHEMAS = {
  classification: {
    spec: classificationSpecSchema,
    vocabulary: classificationVocabularySchema,
    answer: classificationAnswerSchema,
  },
  multiLabel: { spec: multiLabelSpecSchema, vocabulary: multiLabelVocabularySchema, answer: multiLabelAnswerSchema },
  embedding: { spec: embeddingSpecSchema, vocabulary: embeddingVocabularySchema, answer: embeddingAnswerSchema },
  regression: { spec: regressionSpecSchema, vocabulary: regressionVocabularySchema, answer: regressionAnswerSchema },
} as const;

type Schemas = typeof TASK_SCHEMAS;
export type TaskKind = keyof Schemas;
export type TaskSpec<Kind extends TaskKind = TaskKind> = z.infer<Schemas[Kind]['spec']>;
/** A {@link TaskSpec} as one writes it: what has a default may be left out. */
export type TaskSettings<Kind extends TaskKind = TaskKind> = z.input<Schemas[Kind]['spec']> & { kind: Kind };
/** What a task learns of the training split alone. */
export type Vocabulary<Kind extends TaskKind = TaskKind> = z.infer<Schemas[Kind]['vocabulary']>;
/** What a task answers to one sample: plain JSON. */
export type Answer<Kind extends TaskKind = TaskKind> = z.infer<Schemas[Kind]['answer']>;

type Spec = Schemas[TaskKind]['spec'];
const specs = Object.values(TASK_SCHEMAS).map(({ spec }) => spec) as [Spec, ...Spec[]];
export const taskSchema = z
  .discriminatedUnion('kind', specs)
  .describe('What the network is to learn; `kind` is `classification` when left out.');

type FileOf<Kind extends TaskKind> = z.ZodObject<Pick<Schemas[Kind], 'spec' | 'vocabulary'>, z.core.$strict>;
type File = { [Kind in TaskKind]: FileOf<Kind> }[TaskKind];
/** `task.json` of a model: the task and what it learnt of the training split. */
export const taskFileSchema = z.union(
  Object.values(TASK_SCHEMAS).map(({ spec, vocabulary }) => z.strictObject({ spec, vocabulary })) as [File, ...File[]],
);
export type TaskFile<Kind extends TaskKind = TaskKind> = {
  readonly spec: TaskSpec<Kind>;
  readonly vocabulary: Vocabulary<Kind>;
};
