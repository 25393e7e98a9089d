// The kernel of src/pass/: `npm run wasm` compiles it. It has neither memory nor state: all addresses are arguments, so
// that instances in several threads can share one memory.
export { mapColours, mapGrey, scaleAndAdd, toBytes } from './pass/colours';
export { addNoise } from './pass/noise';
export { prepare, readRows } from './pass/read';
export { sumOfRead, sumOfValues } from './pass/sums';
