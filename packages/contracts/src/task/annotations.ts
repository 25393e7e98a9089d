import type { Box } from '../data/frame.ts';

/** What a sample may be annotated with. */
export interface Annotations {
  readonly label?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly values?: Readonly<Record<string, number>> | undefined;
  readonly boxes?: readonly Box[] | undefined;
}
export type Annotation = keyof Annotations;

/** A sample as tasks see it. */
export interface AnnotatedSample extends Annotations {
  readonly id: string;
}
