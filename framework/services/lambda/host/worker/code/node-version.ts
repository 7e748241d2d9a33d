const NEWEST = 24;

let major = NEWEST;

/** Takes the runtime's Node version from `AWS_EXECUTION_ENV`, such as `AWS_Lambda_nodejs22.x`. */
export function learnNodeVersion(env: Record<string, string>): void {
  const match = /nodejs(\d+)/.exec(env['AWS_EXECUTION_ENV'] ?? '');
  major = match ? Number(match[1]) : NEWEST;
}

/** The major version that the function believes to run on; the code itself runs on this process's Node. */
export function nodeMajor(): number {
  return major;
}
