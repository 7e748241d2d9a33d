/** What the commands' exit codes mean. */
export const exitCodes = {
  green: 0,
  /** A property failed: a flaw was caught. */
  failed: 1,
  /** Bad input or environment. */
  badInput: 2,
  flawSurvived: 3,
  notReproduced: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
