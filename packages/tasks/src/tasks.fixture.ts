import { type AnnotatedSample, parse, taskSchema, type TaskKind, type TaskSpec } from '@sightline/contracts';

/** Samples of each task, annotated as it needs, and a spec that trains on them. */
export const EXAMPLES: { readonly [Kind in TaskKind]: { spec: TaskSpec<Kind>; samples: AnnotatedSample[] } } = {
  classification: {
    spec: specOf('classification'),
    samples: ['dog', 'cat', 'dog', '__proto__', 'cat'].map((label, row) => ({ id: `${row}.png`, label })),
  },
  multiLabel: {
    spec: specOf('multiLabel'),
    samples: [['dog', 'cat'], [], ['cat'], ['dog'], ['ant', 'cat', 'dog']].map((labels, row) => ({
      id: `${row}.png`,
      labels,
    })),
  },
  embedding: {
    spec: specOf('embedding'),
    samples: ['ann', 'bob', 'ann', 'cid', 'bob'].map((label, row) => ({ id: `${row}.png`, label })),
  },
  regression: {
    spec: specOf('regression'),
    samples: [
      { angle: -30, width: 2 },
      { angle: 12.5, width: 4 },
      { angle: 44, width: 8 },
    ].map((values, row) => ({ id: `${row}.png`, values })),
  },
};

function specOf<Kind extends TaskKind>(kind: Kind): TaskSpec<Kind> {
  return parse(taskSchema, { kind }, 'the task') as TaskSpec<Kind>;
}
