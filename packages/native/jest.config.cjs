module.exports = require('../../jest.preset.cjs')('native');
