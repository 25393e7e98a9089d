module.exports = require('../../jest.preset.cjs')('tasks');
