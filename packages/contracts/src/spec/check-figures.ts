import type { z } from 'zod';
import { valueOf } from '../by-name.ts';
import type { GateRules } from '../evaluation/gate.ts';
import { didYouMean } from '../parse.ts';
import type { TaskFigures } from '../task/figures.ts';
import type { FitSpec } from '../training/fit.ts';
import { validationName } from '../training/history.ts';

type Refused = { path: PropertyKey[]; input: unknown; message: string };

/** Refuses names of figures that the task does not measure, before anything is computed. */
export function checkFigures(
  { gate, fit }: { gate: GateRules; fit: FitSpec },
  task: TaskFigures,
  context: z.RefinementCtx,
): void {
  const refused = [...bounds(gate, task), ...compared(gate, task), ...monitor(fit, task)];
  for (const issue of refused) context.addIssue({ code: 'custom', ...issue });
}

const BOUNDS = { minimum: 'higher', maximum: 'lower' } as const;

function bounds(gate: GateRules, { evaluation }: TaskFigures): Refused[] {
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

function compared({ notWorseThanProduction: names }: GateRules, { evaluation }: TaskFigures): Refused[] {
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

function monitor({ earlyStopping }: FitSpec, { epoch }: TaskFigures): Refused[] {
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
