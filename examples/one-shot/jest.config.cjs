module.exports = { ...require('../../jest.preset.cjs')('example-one-shot'), testMatch: ['<rootDir>/*.test.mjs'] };
