import { compilePattern } from './patterns/glob';
import type { Statement } from './policy';

/** Tells whether a statement speaks of an action, given in lower case: names of actions know no case. */
export type ActionTest = (lowerAction: string) => boolean;

export function compileAction(statement: Statement): ActionTest {
  const tests = (statement.Action ?? statement.NotAction ?? []).map((pattern) =>
    compilePattern(pattern.toLowerCase()),
  );
  const [only] = tests;
  const isNamed: ActionTest =
    tests.length === 1 && only !== undefined ? only : (action) => tests.some((test) => test(action));
  return statement.Action === undefined ? (action) => !isNamed(action) : isNamed;
}
