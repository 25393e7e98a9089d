module.exports = require('../../jest.preset.cjs')('artifacts');
