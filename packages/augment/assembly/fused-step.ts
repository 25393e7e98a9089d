// The module of src/fused/: `npm run wasm` compiles it. It has neither memory nor state: all addresses are arguments,
// so that instances in several threads can share one memory.
export { mapColours, mapGrey, scaleAndAdd, toBytes } from './fused/colours';
export { addNoise } from './fused/noise';
export { prepare, readRows } from './fused/read';
export { sumOfRead, sumOfValues } from './fused/sums';
