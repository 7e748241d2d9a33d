/** Every error code of stormproof's own; `docs/errors.md` explains each, and a test holds the two equal. */
export const stormErrorCodes = [
  'STORM_BAD_INPUT',
  'STORM_BAD_REPRO',
  'STORM_BOUND_REACHED',
  'STORM_CLOCK_STANDS_STILL',
  'STORM_CLOUD_LACKS',
  'STORM_CLOUD_UNREACHABLE',
  'STORM_DEADLOCK',
  'STORM_DEPLOY_FAILED',
  'STORM_FAULT_NEVER_FIRED',
  'STORM_FLAW_DOES_NOT_APPLY',
  'STORM_INTERNAL',
  'STORM_NEVER_SETTLES',
  'STORM_NOT_EMULATED',
  'STORM_NOT_REPLAYABLE',
  'STORM_NO_SCENARIO',
  'STORM_OLD_NODE',
  'STORM_PROPERTY_FAILED',
  'STORM_RUNTIME_MISSING',
  'STORM_SCENARIO_FAILED',
  'STORM_TWO_CLOCKS',
  'STORM_WORLD_BUSY',
] as const;

export type StormErrorCode = (typeof stormErrorCodes)[number];

/** An error of stormproof itself: never disguised as one of AWS's. */
export class StormError extends Error {
  override readonly name = 'StormError';
  readonly code: StormErrorCode;
  /** The message without the code and the fix. */
  readonly what: string;
  /** What to do about it, with a place where there is one. */
  readonly fix: string | undefined;

  constructor(code: StormErrorCode, what: string, options: { fix?: string; cause?: unknown } = {}) {
    super(
      `${code}  ${what}${options.fix === undefined ? '' : `\n\n  fix        ${options.fix}`}`,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.what = what;
    this.fix = options.fix;
  }
}
