// @ts-check
// `npm run bench:predict`: inference, ours and the peers' in turn;
// prints a table and writes docs/benchmarks/predict.json.
import { raceAll } from './race/race-all.mjs';
import { WORKLOADS } from './race/networks.mjs';

await raceAll(
  'predict',
  Object.keys(WORKLOADS).flatMap((workload) => [1, 32, 256].map((batch) => /** @type {const} */ ([workload, batch]))),
);
