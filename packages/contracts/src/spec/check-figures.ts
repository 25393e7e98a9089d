import type { z } from 'zod';
import { valueOf } from '../by-name.ts';
import type { GateRules } from '../evaluation/gate.ts';
import { didYouMean } from '../parse.ts';
import type { TaskFigures } from '../task/figures.ts';
import type { FitSpec } from '../training/fit.ts';
import { validationName } from '../training/history.ts';

type Refused = { path: PropertyKey[]; input: unknown; message: string };

/** Refuses names of figures that are not measured, by the task or custom metrics, before anything is computed. */
export function checkFigures(
  { gate, fit }: { gate: GateRules; fit: FitSpec },
  task: TaskFigures,
  context: z.RefinementCtx,
): void {
  const custom = fit.metrics ?? {};
  const measured = { epoch: { ...task.epoch, ...custom }, evaluation: { ...task.evaluation, ...custom } };
  const refused = [
    ...taken(custom, task),
    ...bounds(gate, measured),
    ...compared(gate, measured),
    ...recalls(gate, measured),
    ...monitor(fit, measured),
  ];
  for (const issue of refused) context.addIssue({ code: 'custom', ...issue });
}

type Measured = Pick<TaskFigures, 'epoch' | 'evaluation'>;

function taken(custom: NonNullable<FitSpec['metrics']>, { epoch, evaluation }: TaskFigures): Refused[] {
  return Object.entries(custom).flatMap(([name, input]) => {
    if (!valueOf(epoch, name) && !valueOf(evaluation, name)) return [];
    return [{ path: ['fit', 'metrics', name], input, message: 'is a figure of the task: give it another name' }];
  });
}

const BOUNDS = { minimum: 'higher', maximum: 'lower' } as const;

function bounds(gate: GateRules, { evaluation }: Measured): Refused[] {
  return (['minimum', 'maximum'] as const).flatMap((bound) =>
    Object.entries(gate[bound]).flatMap(([name, input]) => {
      const path = ['gate', bound, name];
      const known = valueOf(evaluation, name);
      if (!known) return [{ path, input, message: unknown(name, Object.keys(evaluation)) }];
      if (known.better === BOUNDS[bound]) return [];
      const other = bound === 'minimum' ? 'maximum' : 'minimum';
      return [{ path, input, message: `${known.better} values are better for this figure. Set gate.${other}.${name}` }];
    }),
  );
}

function compared({ notWorseThanProduction: names }: GateRules, { evaluation }: Measured): Refused[] {
  return (Array.isArray(names) ? names : []).flatMap((name, place) =>
    valueOf(evaluation, name)
      ? []
      : [
          {
            path: ['gate', 'notWorseThanProduction', place],
            input: name,
            message: unknown(name, Object.keys(evaluation)),
          },
        ],
  );
}

function recalls({ minimumRecall: input }: GateRules, { evaluation }: Measured): Refused[] {
  if (typeof input === 'number' || valueOf(evaluation, 'macroRecall')) return [];
  return [{ path: ['gate', 'minimumRecall'], input, message: 'the task has no classes: ask for one of its figures' }];
}

function monitor({ earlyStopping }: FitSpec, { epoch }: Measured): Refused[] {
  const names = Object.keys(epoch);
  const watched = names.map(validationName);
  if (!earlyStopping || watched.includes(earlyStopping.monitor)) return [];
  const given = earlyStopping.monitor;
  const meant = names.includes(given) ? validationName(given) : given;
  return [{ path: ['fit', 'earlyStopping', 'monitor'], input: given, message: unknown(meant, watched) }];
}

function unknown(name: string, names: readonly string[]): string {
  return `unknown figure.${didYouMean(name, names)} Allowed: ${names.join(', ')}`;
}
