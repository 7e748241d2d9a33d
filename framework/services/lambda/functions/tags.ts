import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { invalidParameter, noSuchResource } from '../errors';
import type { LambdaCall, State } from '../state';
import { referenceOf, requestedFunction } from './names';

export const tags: Operations<Lambda, State> = {
  tagResource(input, call) {
    const { tags, keep } = taggable(input.Resource, call);
    keep({ ...tags, ...input.Tags });
    return {};
  },

  untagResource(input, call) {
    const { tags, keep } = taggable(input.Resource, call);
    keep(Object.fromEntries(Object.entries(tags).filter(([key]) => !input.TagKeys.includes(key))));
    return {};
  },

  listTags(input, call) {
    return { Tags: taggable(input.Resource, call).tags };
  },
};

interface Tagged {
  tags: Record<string, string>;
  keep: (tags: Record<string, string>) => void;
}

function taggable(arn: string, call: LambdaCall): Tagged {
  const [, uuid] = /:event-source-mapping:(.+)$/.exec(arn) ?? [];
  if (uuid !== undefined) {
    const mapping = call.state.mappings.get(uuid);
    if (mapping === undefined) throw noSuchResource();
    return { tags: mapping.tags, keep: (tags) => call.state.mappings.set(uuid, { ...mapping, tags }) };
  }
  if (!arn.includes(':function:'))
    call.notEmulated('lambda: tags of something other than a function or an event source mapping');
  if (referenceOf(arn, undefined, call).qualifier !== undefined) {
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  const fn = requestedFunction({ FunctionName: arn }, call);
  return { tags: fn.tags, keep: (tags) => call.state.functions.set(fn.name, { ...fn, tags }) };
}
