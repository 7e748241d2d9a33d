import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import type { LambdaCall, State } from '../state';
import { requestedFunction } from './names';

export const tags: Operations<Lambda, State> = {
  tagResource(input, call) {
    const fn = taggable(input.Resource, call);
    call.state.functions.set(fn.name, { ...fn, tags: { ...fn.tags, ...input.Tags } });
    return {};
  },

  untagResource(input, call) {
    const fn = taggable(input.Resource, call);
    const kept = Object.entries(fn.tags).filter(([key]) => !input.TagKeys.includes(key));
    call.state.functions.set(fn.name, { ...fn, tags: Object.fromEntries(kept) });
    return {};
  },

  listTags(input, call) {
    return { Tags: taggable(input.Resource, call).tags };
  },
};

function taggable(arn: string, call: LambdaCall) {
  if (!arn.includes(':function:')) call.notEmulated('lambda: tags of something other than a function');
  return requestedFunction({ FunctionName: arn }, call);
}
