module.exports = { ...require('../../jest.preset.cjs')('example-animals'), testMatch: ['<rootDir>/*.test.mjs'] };
