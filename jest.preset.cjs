const { join } = require('node:path');

/** The one jest configuration; a package's jest.config.cjs only names the package. */
module.exports = (name) => ({
  displayName: name,
  testEnvironment: join(__dirname, 'jest.environment.cjs'),
  testEnvironmentOptions: { customExportConditions: ['@sightline/source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      require.resolve('@swc/jest'),
      {
        swcrc: false,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(hyparquet|hyparquet-writer|hyparquet-compressors|hysnappy|fzstd|pure-rand|canonicalize|' +
      'fast-png|iobuffer|h5wasm)/)',
  ],
  // A machine that is busy with other things takes ten times as long.
  testTimeout: 180_000,
  reporters: ['default', join(__dirname, 'tools', 'checks', 'jest-results.cjs')],
});
