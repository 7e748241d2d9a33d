import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { invalidParameter, notFound } from '../errors';
import type { LambdaCall, State } from '../state';
import { taggedConfig } from '../signing/configs';
import { checkTags } from './input';
import { referenceOf, requestedFunction } from './names';

export const tags: Operations<Lambda, State> = {
  tagResource(input, call) {
    const { tags, keep } = taggable(input.Resource, call);
    if (Object.keys(input.Tags).length === 0) {
      throw invalidParameter('An error occurred and the request cannot be processed.');
    }
    const changed = { ...tags, ...input.Tags };
    checkTags(changed);
    keep(changed);
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
    if (mapping === undefined) throw notFound(`Event source mapping not found: ${arn}`);
    return { tags: mapping.tags, keep: (tags) => call.state.mappings.set(uuid, { ...mapping, tags }) };
  }
  if (arn.includes(':code-signing-config:')) return taggedConfig(arn, call);
  if (!arn.includes(':function:')) call.notEmulated('lambda: tags of layers');
  if (referenceOf(arn, undefined, call).qualifier !== undefined) {
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  const fn = requestedFunction({ FunctionName: arn }, call);
  const keep: Tagged['keep'] = (tags) => {
    const revisionId = call.random('revision id').uuid();
    call.state.functions.set(fn.name, { ...fn, tags, revisionId });
  };
  return { tags: fn.tags, keep };
}
