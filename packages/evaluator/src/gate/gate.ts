import { defineStage, type StageContext } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  gateInputSchema,
  gateOutputSchema,
  labelsSchema,
  metricsSchema,
  parse,
  type GateInput,
  type GateOutput,
  type Metrics,
} from '@sightline/contracts';
import { classifySplit } from '../predict/classify-split.ts';
import { EvaluatorError } from '../errors.ts';
import { classificationMetrics } from '../classification/metrics.ts';

type Check = GateOutput['checks'][number];

/** Room for rounding when two accuracies are compared. */
const ROUNDING = 1e-12;

/**
 * Decides whether a model may be published: its accuracy against the rules, and against the model in production, which is evaluated anew on the same split of
 * the same dataset. A model found wanting is no error: `passed` is false, and each check says why in a sentence.
 *
 * @throws EvaluatorError `evaluator/dataset-mismatch` when the evaluation was made on another dataset than the one given
 */
export async function gate(input: GateInput, context: StageContext): Promise<GateOutput> {
  const { rules, production } = input;
  const metrics = await context.artifacts.readJson(input.evaluation, 'metrics.json', metricsSchema);
  const checks = [minimumAccuracy(metrics.accuracy, rules.minimumAccuracy)];
  if (production && rules.notWorseThanProduction) {
    const split = await evaluatedSplit(input, context);
    const labels = await context.artifacts.readJson(production.model, 'labels.json', labelsSchema);
    const different = differentLabels(metrics.labels, labels, production.version);
    checks.push(
      different ??
        notWorseThanProduction(
          metrics.accuracy,
          classificationMetrics(await classifySplit(production.model, split, context)),
          {
            tolerance: rules.tolerance,
            version: production.version,
          },
        ),
    );
  }
  return { passed: checks.every((check) => check.passed), checks };
}

export const gateStage = defineStage({
  name: 'gate',
  version: 1,
  input: gateInputSchema,
  output: gateOutputSchema,
  cached: true,
  run: gate,
});

/** The split that the evaluation was made on, as its lineage has it. */
async function evaluatedSplit({ evaluation, dataset }: GateInput, context: StageContext) {
  const { lineage } = await context.artifacts.manifest(evaluation);
  const made = parse(evaluateInputSchema, lineage.input, `the lineage of evaluation ${evaluation.id}`);
  if (made.dataset.id === dataset.id) return made;
  const message = `The evaluation was made on dataset ${made.dataset.id}; the gate was given ${dataset.id}. Only accuracies on the same samples compare.`;
  throw new EvaluatorError('evaluator/dataset-mismatch', message);
}

function minimumAccuracy(received: number, required: number): Check {
  const passed = received >= required;
  return {
    rule: 'minimumAccuracy',
    passed,
    received,
    required,
    message: comparison('accuracy', received, required, passed),
  };
}

function notWorseThanProduction(
  received: number,
  production: Metrics,
  { version, tolerance }: { version: number; tolerance: number },
): Check {
  const required = production.accuracy - tolerance;
  const passed = received >= required - ROUNDING;
  const allowance = tolerance > 0 ? ` (${format(production.accuracy)} less ${format(tolerance)} allowed)` : '';
  const message = `${comparison('accuracy', received, required, passed)}, that of version ${version} in production on the same split${allowance}`;
  return { rule: 'notWorseThanProduction', passed, received, required, message };
}

/** Accuracies over different sets of classes do not compare. */
function differentLabels(labels: readonly string[], production: readonly string[], version: number): Check | undefined {
  const added = labels.filter((label) => !production.includes(label));
  const removed = production.filter((label) => !labels.includes(label));
  if (added.length === 0 && removed.length === 0) return undefined;
  const changes = [
    added.length > 0 ? `new: ${added.join(', ')}` : '',
    removed.length > 0 ? `gone: ${removed.join(', ')}` : '',
  ];
  return {
    rule: 'notWorseThanProduction',
    passed: false,
    received: labels.length,
    required: production.length,
    message: `the classes differ from those of version ${version} in production (${changes.filter(Boolean).join('; ')}), so that the accuracies do not compare. To publish all the same, set gate.notWorseThanProduction to false for this run`,
  };
}

function comparison(what: string, received: number, required: number, passed: boolean): string {
  return `${what} ${format(received, required)} ${passed ? '≥' : '<'} ${format(required, received)}`;
}

/** Four decimals at most, or as many as it takes to tell `value` from `other`. */
function format(value: number, other = value): string {
  const decimals = value === other ? 4 : Math.max(4, Math.ceil(-Math.log10(Math.abs(value - other))) + 1);
  return String(Number(value.toFixed(Math.min(decimals, 12))));
}
