/** The stages of this package, declared without what computes them. */
import { defineStage } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  evaluateOutputSchema,
  gateInputSchema,
  gateOutputSchema,
  reportInputSchema,
  reportOutputSchema,
} from '@sightline/contracts';

/** `evaluate` as a stage. */
export const evaluateStage = defineStage({
  name: 'evaluate',
  version: 5,
  input: evaluateInputSchema,
  output: evaluateOutputSchema,
  cached: true,
  isolated: true,
  load: async () => (await import('./evaluate.ts')).computeEvaluate,
});

/** `gate` as a stage. */
export const gateStage = defineStage({
  name: 'gate',
  version: 5,
  input: gateInputSchema,
  output: gateOutputSchema,
  cached: true,
  isolated: false,
  load: async () => (await import('./gate/gate.ts')).computeGate,
});

/** Writes the folder of a run that a person can open: `run.json`, metrics, curves, confusion matrix, `report.html`. */
export const reportStage = defineStage({
  name: 'report',
  version: 1,
  input: reportInputSchema,
  output: reportOutputSchema,
  cached: false,
  isolated: async (input, context) => (await import('./report/pictures.ts')).isMuchWork(input, context),
  load: async () => {
    const { computeReport } = await import('./run-folder.ts');
    return async (input, context) => {
      await computeReport(input, context);
      return { folder: input.folder };
    };
  },
});
