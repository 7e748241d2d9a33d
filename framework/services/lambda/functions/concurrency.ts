import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { functionNotFound, invalidParameter, invalidParameterUntyped, tooManyRequests } from '../errors';
import { hasProvisionedPlace, provisionedSum } from '../execution/provisioned';
import type { LambdaCall, LambdaFunction, State } from '../state';
import { arnOf, checkedReference, latest, type Routed } from './names';

/** Of an account in a region; the quota that an account has which never asked for more (aws-behaviour.md 1.2). */
const accountConcurrency = 1000;
const unreservedMin = 100;

export const concurrency: Operations<Lambda, State> = {
  putFunctionConcurrency(input, call) {
    const fn = wholeFunction(input, call, latest);
    const reserved = input.ReservedConcurrentExecutions;
    const provisioned = provisionedSum(fn.name, call);
    if (provisioned > reserved) {
      throw invalidParameterUntyped(
        ` ReservedConcurrentExecutions  ${reserved} should not be lower than function's total provisioned concurrency [${provisioned}].`,
      );
    }
    if (accountConcurrency - reservedByOthers(fn.name, call) - reserved < unreservedMin) {
      throw invalidParameterUntyped(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      );
    }
    call.state.functions.set(fn.name, { ...fn, reservedConcurrency: reserved });
    return { ReservedConcurrentExecutions: reserved };
  },

  getFunctionConcurrency(input, call) {
    const { reservedConcurrency } = wholeFunction(input, call);
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  },

  deleteFunctionConcurrency(input, call) {
    const { reservedConcurrency: _, ...fn } = wholeFunction(input, call);
    call.state.functions.set(fn.name, fn);
    return {};
  },

  getAccountSettings(_, call) {
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: accountConcurrency,
        UnreservedConcurrentExecutions: accountConcurrency - reservedByOthers('', call),
      },
      AccountUsage: {
        TotalCodeSize: codeBytes(call),
        FunctionCount: call.state.functions.size,
      },
    };
  },
};

/** Concurrency is reserved for all versions together; of a function that is missing AWS names a version or none. */
function wholeFunction(input: { FunctionName: string }, call: LambdaCall, missing?: string): LambdaFunction {
  const reference = checkedReference(input, call);
  if (reference.qualifier !== undefined) {
    throw invalidParameter(
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    );
  }
  const fn = call.state.functions.get(reference.name);
  if (fn !== undefined) return fn;
  throw functionNotFound(
    arnOf({ ...reference, ...(missing === undefined ? {} : { qualifier: missing }) }, call),
  );
}

/** Throws where an account would have fewer than a hundred executions left that no function has for itself. */
export function checkUnreserved(provisionedKey: string, wanted: number, call: LambdaCall): void {
  const before = call.state.provisioned.get(provisionedKey)?.requested ?? 0;
  if (accountConcurrency - reservedByOthers('', call) + before - wanted < unreservedMin) {
    throw invalidParameter(
      "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
  }
}

/**
 * Throws AWS's 429 when one more invocation would be too many (aws-behaviour.md 1.4).
 *
 * What is provisioned is taken out of what the function or the account has: it is there for its own invocations alone.
 */
export function checkConcurrency(routed: Routed, call: LambdaCall): void {
  const { name, arn } = routed.version;
  if (call.runtime.refusesInvocation(arn)) throw tooManyRequests('ConcurrentInvocationLimitExceeded');
  if (hasProvisionedPlace(routed, call)) return;
  const reserved = call.state.functions.get(name)?.reservedConcurrency;
  let ofFunction = 0;
  let ofUnreserved = 0;
  for (const { functionName, invocation, provisionedFor } of call.state.environments.values()) {
    if (invocation === undefined || provisionedFor !== undefined) continue;
    if (functionName === name) ofFunction++;
    if (call.state.functions.get(functionName)?.reservedConcurrency === undefined) ofUnreserved++;
  }
  if (reserved === undefined) {
    if (ofUnreserved >= accountConcurrency - reservedByOthers('', call)) {
      throw tooManyRequests('ConcurrentInvocationLimitExceeded');
    }
  } else if (ofFunction >= reserved - provisionedSum(name, call)) {
    throw tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded');
  }
}

/** What other functions have for themselves: reserved, or else provisioned. */
function reservedByOthers(name: string, call: LambdaCall): number {
  let sum = 0;
  for (const fn of call.state.functions.values()) {
    if (fn.name !== name) sum += fn.reservedConcurrency ?? provisionedSum(fn.name, call);
  }
  return sum;
}

function codeBytes({ state }: LambdaCall): number {
  let sum = 0;
  for (const { settings } of state.functions.values()) sum += settings.code.size;
  for (const { settings } of state.versions.values()) sum += settings.code.size;
  for (const { code } of state.layerVersions.values()) sum += code.size;
  return sum;
}
