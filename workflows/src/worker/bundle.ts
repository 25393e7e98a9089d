/** Makes the workflow bundle ahead of the first start: `node dist/worker/bundle.js`. */
import { workflowBundle } from './workflow-bundle.ts';

await workflowBundle();
