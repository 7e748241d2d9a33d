import { type Outcome, type Stage, type StageOptions, type World, playThrice, stage } from '../stage';

// Each case plays an invocation seven times, in processes that share the machine with other tests.
jest.setTimeout(60_000);

function pythonOptions(options: StageOptions = {}): StageOptions {
  const env = { AWS_EXECUTION_ENV: 'AWS_Lambda_python3.12', AWS_DEFAULT_REGION: 'us-east-1', ...options.env };
  return { ...options, env };
}

/** A function whose module `index` is `code`. */
export function pythonStage(code: string, options?: StageOptions, files: Record<string, string> = {}): Stage {
  return stage({ 'index.py': code, ...files }, pythonOptions(options));
}

/** Plays one invocation twice with one seed, which must agree to the byte, and once with another. */
export function playPython(
  code: string,
  world?: World,
  options?: StageOptions,
): Promise<{ outcome: Outcome; dependsOnSeed: boolean }> {
  return playThrice({ 'index.py': code }, world, pythonOptions(options));
}
