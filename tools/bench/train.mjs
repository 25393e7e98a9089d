// @ts-check
// `npm run bench:train`: training steps, ours and the peers' in turn;
// prints a table and writes docs/benchmarks/train.json.
import { raceAll } from './race/race-all.mjs';

await raceAll('train', [
  ['mnist-cnn', 64],
  ['mnist-cnn', 256],
  ['resnet20', 128],
  ['mobilenetv2', 32],
  ['cnn-lstm', 32],
]);
