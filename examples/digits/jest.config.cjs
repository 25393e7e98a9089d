module.exports = { ...require('../../jest.preset.cjs')('example-digits'), testMatch: ['<rootDir>/*.test.mjs'] };
