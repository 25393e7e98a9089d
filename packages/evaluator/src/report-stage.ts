import { defineStage } from '@sightline/artifacts';
import { reportInputSchema, reportOutputSchema } from '@sightline/contracts';
import { writeRunFolder } from './run-folder.ts';

/** Writes the folder of a run that a person can open: `run.json`, metrics, curves, confusion matrix, `report.html`. */
export const reportStage = defineStage({
  name: 'report',
  version: 1,
  cached: false,
  input: reportInputSchema,
  output: reportOutputSchema,
  run: async (input, context) => {
    await writeRunFolder(input, context);
    return { folder: input.folder };
  },
});
