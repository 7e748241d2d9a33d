import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import type { State } from '../state';
import { requestedFunction } from './names';

/** What becomes of functions that call themselves over and over; kept, while loops run on as if they were allowed. */
export const recursion: Operations<Lambda, State> = {
  putFunctionRecursionConfig(input, call) {
    const fn = requestedFunction(input, call);
    if (input.RecursiveLoop === 'Terminate') call.modelledOnly('lambda: the detection of recursive loops');
    call.state.functions.set(fn.name, { ...fn, recursiveLoop: input.RecursiveLoop });
    return { RecursiveLoop: input.RecursiveLoop };
  },

  getFunctionRecursionConfig: (input, call) => ({
    RecursiveLoop: requestedFunction(input, call).recursiveLoop ?? 'Terminate',
  }),
};
