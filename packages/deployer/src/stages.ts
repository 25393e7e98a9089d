/** The stages of this package, declared without what computes them. */
import { defineStage } from '@sightline/artifacts';
import {
  exportInputSchema,
  exportOutputSchema,
  promoteInputSchema,
  promotionSchema,
  registerInputSchema,
  registerOutputSchema,
  serveInputSchema,
  serveOutputSchema,
} from '@sightline/contracts';

/** `export` as a stage. */
export const exportStage = defineStage({
  name: 'export',
  version: 7,
  input: exportInputSchema,
  output: exportOutputSchema,
  cached: true,
  isolated: true,
  load: async () => (await import('./publish.ts')).publish,
});

/** `register` as a stage. */
export const registerStage = defineStage({
  name: 'register',
  version: 1,
  input: registerInputSchema,
  output: registerOutputSchema,
  cached: false,
  isolated: false,
  load: async () => (await import('./register.ts')).computeRegister,
});

/** `promote` as a stage. */
export const promoteStage = defineStage({
  name: 'promote',
  version: 1,
  input: promoteInputSchema,
  output: promotionSchema,
  cached: false,
  isolated: false,
  load: async () => (await import('./promote.ts')).computePromote,
});

/** `serve` as a stage. */
export const serveStage = defineStage({
  name: 'serve',
  version: 3,
  input: serveInputSchema,
  output: serveOutputSchema,
  cached: false,
  isolated: async ({ dataset }, { artifacts }) => {
    return (await import('@sightline/ingest/dataset')).isLargeDataset(artifacts, dataset);
  },
  load: async () => (await import('./serving/serve.ts')).computeServe,
});
