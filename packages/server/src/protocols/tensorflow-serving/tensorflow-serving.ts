import type { Protocol } from '../protocol.ts';
import { predictRoutes } from './predict-routes.ts';
import { statusRoutes } from './status-routes.ts';

/** TensorFlow Serving's REST: tensors as JSON, and what it says about models. */
export const tensorflowServing: Protocol = {
  routes: ['POST /v1/models/{name}:predict', 'GET /v1/models/{name}', 'GET /v1/models/{name}/metadata'],
  async open(app, serving) {
    statusRoutes(app, serving);
    return predictRoutes(app, serving);
  },
};
