export { classWeights } from './classification/class-weights.ts';
export { TaskError } from './errors.ts';
export { checkAnnotations, learnTask, openTask, tasks } from './tasks.ts';
export type { Example, OpenOptions, OpenTask, Outputs, Targets, Task, TensorType } from './task.ts';
