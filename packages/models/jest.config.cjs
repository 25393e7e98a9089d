const { join } = require('node:path');

module.exports = {
  ...require('../../jest.preset.cjs')('models'),
  // Its exports are for import alone; jest requires.
  moduleNameMapper: { '^h5wasm$': join(__dirname, '../../node_modules/h5wasm/dist/esm/hdf5_hl.js') },
};
