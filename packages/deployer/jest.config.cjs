module.exports = require('../../jest.preset.cjs')('deployer');
