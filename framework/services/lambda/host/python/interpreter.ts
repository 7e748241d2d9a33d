import { spawnSync } from 'node:child_process';
import { StormError } from '../../../../kernel';

/** A Python that can host functions. */
export interface Interpreter {
  /** The program itself, not a shim of a version manager. */
  readonly path: string;
  /** `3.12`. */
  readonly version: string;
}

const PROBE = `
import importlib.util, json, sys
print(json.dumps({
  'path': sys.executable,
  'version': '%d.%d' % sys.version_info[:2],
  'hasSdk': importlib.util.find_spec('boto3') is not None,
}))
`;
const OLDEST = 9;
const PROBE_LIMIT_MS = 30_000;
const known = new Map<string, Interpreter | string>();

/**
 * The interpreter that runs functions in Python; throws STORM_RUNTIME_MISSING with the reason where there is none.
 *
 * It is `STORMPROOF_PYTHON`, or `python3` of the PATH; it must have boto3, as AWS's has.
 */
export function requirePython(): Interpreter {
  const found = findPython();
  if (typeof found !== 'string') return found;
  throw new StormError('STORM_RUNTIME_MISSING', `Functions in Python can't run here: ${found}.`, {
    fix: 'install boto3 for the python3 of the PATH, or name another interpreter in STORMPROOF_PYTHON',
  });
}

function findPython(): Interpreter | string {
  const command = process.env['STORMPROOF_PYTHON'] ?? 'python3';
  const before = known.get(command);
  if (before !== undefined) return before;
  const found = probe(command);
  known.set(command, found);
  return found;
}

function probe(command: string): Interpreter | string {
  if (process.platform !== 'linux') return `they need Linux, and this is ${process.platform}`;
  const asked = spawnSync(command, ['-c', PROBE], { encoding: 'utf8', timeout: PROBE_LIMIT_MS });
  if (asked.error !== undefined) return `${command} can't be started (${asked.error.message})`;
  if (asked.status !== 0)
    return `${command} ended with status ${String(asked.status)}: ${asked.stderr.trim()}`;
  // The text is our own probe's.
  const { path, version, hasSdk }: Interpreter & { hasSdk: boolean } = JSON.parse(asked.stdout);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== 3 || minor < OLDEST) return `${path} is Python ${version}, and 3.${OLDEST} is the oldest`;
  if (!hasSdk) return `${path} has no boto3`;
  return { path, version };
}
