import type { z } from 'zod';
import type { TaskSpec } from '../task/task.ts';
import type { FitSpec } from '../training/fit.ts';

/** Refuses settings of the task's loss beside a custom one, which would be ignored. */
export function checkLoss({ task, fit }: { task: TaskSpec; fit: FitSpec }, context: z.RefinementCtx): void {
  if (!fit.loss || !('labelSmoothing' in task) || task.labelSmoothing === 0) return;
  const message = "is a setting of the task's loss, which fit.loss replaces. Smooth the targets in the custom loss";
  context.addIssue({ code: 'custom', path: ['task', 'labelSmoothing'], input: task.labelSmoothing, message });
}
