module.exports = require('../../jest.preset.cjs')('evaluator');
