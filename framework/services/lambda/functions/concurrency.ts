import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { invalidParameter, tooManyRequests } from '../errors';
import type { LambdaCall, LambdaFunction, State } from '../state';
import { requestedFunction } from './names';

/** Of an account in a region; the quota that an account has which never asked for more (aws-behaviour.md 1.2). */
const accountConcurrency = 1000;
const unreservedMin = 100;

export const concurrency: Operations<Lambda, State> = {
  putFunctionConcurrency(input, call) {
    const fn = requestedFunction(input, call);
    const reserved = input.ReservedConcurrentExecutions;
    if (accountConcurrency - reservedByOthers(fn.name, call) - reserved < unreservedMin) {
      throw invalidParameter(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      );
    }
    call.state.functions.set(fn.name, { ...fn, reservedConcurrency: reserved });
    return { ReservedConcurrentExecutions: reserved };
  },

  getFunctionConcurrency(input, call) {
    const { reservedConcurrency } = requestedFunction(input, call);
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  },

  deleteFunctionConcurrency(input, call) {
    const { reservedConcurrency: _, ...fn } = requestedFunction(input, call);
    call.state.functions.set(fn.name, fn);
    return {};
  },

  getAccountSettings(_, call) {
    const all = [...call.state.functions.values()];
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: accountConcurrency,
        UnreservedConcurrentExecutions: accountConcurrency - reservedByOthers('', call),
      },
      AccountUsage: {
        TotalCodeSize: all.reduce((sum, { settings }) => sum + settings.code.size, 0),
        FunctionCount: all.length,
      },
    };
  },
};

/** Throws AWS's 429 when one more invocation would be too many (aws-behaviour.md 1.4). */
export function checkConcurrency(fn: LambdaFunction, call: LambdaCall): void {
  let ofFunction = 0;
  let ofUnreserved = 0;
  for (const { functionName, invocation } of call.state.environments.values()) {
    if (invocation === undefined) continue;
    if (functionName === fn.name) ofFunction++;
    if (call.state.functions.get(functionName)?.reservedConcurrency === undefined) ofUnreserved++;
  }
  if (fn.reservedConcurrency === undefined) {
    if (ofUnreserved >= accountConcurrency - reservedByOthers('', call)) {
      throw tooManyRequests('ConcurrentInvocationLimitExceeded');
    }
  } else if (ofFunction >= fn.reservedConcurrency) {
    throw tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded');
  }
}

function reservedByOthers(name: string, call: LambdaCall): number {
  let sum = 0;
  for (const fn of call.state.functions.values()) {
    if (fn.name !== name) sum += fn.reservedConcurrency ?? 0;
  }
  return sum;
}
