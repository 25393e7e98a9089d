module.exports = require('../../jest.preset.cjs')('ingest');
