import type { Answer, TaskFile } from '@sightline/contracts';
import type { Outputs } from '@sightline/tasks';
import type { NamedTensors } from '../../inference/tensor.ts';
import type { ServedVersion } from '../../models/served-version.ts';

/** What a model says about each upload. */
export interface UploadAnswer {
  readonly model: string;
  readonly version: number;
  readonly task: TaskFile['spec']['kind'];
  readonly predictions: readonly Answer[];
  /** The same in a few words. */
  readonly descriptions: readonly string[];
}

/** The outputs for `count` uploads as answers of the model's task. */
export function answerOf(
  count: number,
  { registered, task, kind }: ServedVersion,
  outputs: NamedTensors,
): UploadAnswer {
  const predictions = Array.from({ length: count }, (_, row) => task.decode(outputs as Outputs, row));
  return {
    model: registered.name,
    version: registered.version,
    task: kind,
    predictions,
    descriptions: predictions.map((prediction) => task.describe(prediction)),
  };
}
