const { withoutPython } = require('./test/python-here.cjs');

const swc = [
  '@swc/jest',
  {
    jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

const shared = {
  transform: { '^.+\\.ts$': swc },
  moduleNameMapper: { '^stormproof$': '<rootDir>/framework/index.ts' },
  testEnvironment: 'node',
};

const left = withoutPython();

module.exports = {
  globalSetup: '<rootDir>/test/build.cjs',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/end-to-end/', ...left],
    },
    {
      ...shared,
      displayName: 'end-to-end',
      testMatch: ['<rootDir>/test/end-to-end/**/*.test.ts'],
      testPathIgnorePatterns: left,
    },
    {
      ...shared,
      displayName: 'scenarios',
      testMatch: ['<rootDir>/scenarios/**/*.scenario.ts'],
      setupFilesAfterEnv: ['<rootDir>/framework/scenario/jest.ts'],
    },
  ],
};
