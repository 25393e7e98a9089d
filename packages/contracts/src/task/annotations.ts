import type { Box } from '../data/frame.ts';

/** What a sample may be annotated with. */
export interface Annotations {
  readonly label?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly values?: Readonly<Record<string, number>> | undefined;
  readonly boxes?: readonly Box[] | undefined;
}
export type Annotation = keyof Annotations;

/**
 * The classes that a sample is annotated with, each once: its label, else its labels, else those of its boxes. None of
 * a sample that is annotated with numbers alone.
 */
export function classesOf({ label, labels, boxes = [] }: Annotations): readonly string[] {
  if (label !== undefined) return [label];
  return labels ?? [...new Set(boxes.map((box) => box.label))];
}

/** A sample as tasks see it. */
export interface AnnotatedSample extends Annotations {
  readonly id: string;
}
