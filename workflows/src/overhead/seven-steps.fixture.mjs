import { stageRunner } from '../../dist/definitions/chain/activities.js';
import { tellState } from '../../dist/definitions/chain/telling.js';

/** Seven stages with nothing to do, one after the other: the result of each is known. */
export async function sevenSteps({ pipeline, input }) {
  const run = stageRunner({ pipeline }, tellState());
  for (let step = 0; step < 7; step++) await run('augment', input);
}
