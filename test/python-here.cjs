// Tests of functions in Python need one with boto3, on Linux. Elsewhere they are left out, and it is said why.
const { spawnSync } = require('node:child_process');

/** Patterns of the test files that can't run here, for `testPathIgnorePatterns`. */
exports.withoutPython = () => {
  const command = process.env.STORMPROOF_PYTHON ?? 'python3';
  const reason = process.platform === 'linux' ? lacking(command) : `${process.platform} is not Linux`;
  if (reason === undefined) return [];
  process.stderr.write(`Tests of functions in Python are left out: ${reason}.\n`);
  return ['<rootDir>/test/services/lambda/host/python/', '<rootDir>/test/end-to-end/python\\.'];
};

function lacking(command) {
  const script = 'import importlib.util as u, sys; sys.exit(0 if u.find_spec("boto3") else 3)';
  const { error, status } = spawnSync(command, ['-c', script], { stdio: 'ignore' });
  if (error !== undefined) return `${command} can't be started`;
  return status === 0 ? undefined : `${command} has no boto3 (STORMPROOF_PYTHON names another interpreter)`;
}
