/** A policy's text with one statement or several. */
export const policy = (...Statement: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

export const allow = (Action: string | string[], Resource = '*'): object => ({
  Effect: 'Allow',
  Action,
  Resource,
});

export const deny = (Action: string | string[], Resource = '*'): object => ({
  Effect: 'Deny',
  Action,
  Resource,
});

/** A trust policy that lets the principals take on the role. */
export const trust = (Principal: object, Condition?: object): string =>
  policy({
    Effect: 'Allow',
    Principal,
    Action: 'sts:AssumeRole',
    ...(Condition === undefined ? {} : { Condition }),
  });

/** What an operation was refused with: AWS's code, status and words. */
export function refusal(operation: () => unknown): string {
  try {
    operation();
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'status' in error) {
      return `${String(error.status)} ${String(error.code)}: ${error.message}`;
    }
    throw error;
  }
  return 'not refused';
}
