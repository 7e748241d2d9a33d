import type { FunctionResponseType } from '@aws-sdk/client-lambda';
import {
  resourceTags,
  tagChanges,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../../cloud/service';
import {
  flag,
  ignoreMissing,
  isProperties,
  number,
  record,
  someOf,
  text,
  type Properties,
} from './properties';

const waitMs = 1000;
const responseTypes = ['ReportBatchItemFailures'] as const satisfies readonly FunctionResponseType[];

/** `AWS::Lambda::EventSourceMapping` of a queue. */
export const eventSourceMapping: ResourceType = {
  properties: [
    'BatchSize',
    'Enabled',
    'EventSourceArn',
    'FilterCriteria',
    'FunctionName',
    'FunctionResponseTypes',
    'MaximumBatchingWindowInSeconds',
    'ScalingConfig',
    'Tags',
  ],
  replaceOn: ['EventSourceArn'],

  create(request) {
    const { properties } = request;
    const { byName: tags } = resourceTags(request);
    const { UUID = '' } = request.aws('lambda').createEventSourceMapping({
      ...settingsOf(properties),
      EventSourceArn: text(properties, 'EventSourceArn'),
      Tags: Object.keys(tags).length === 0 ? undefined : tags,
    });
    return progress(request, UUID);
  },

  update(request) {
    const { physicalId: UUID = '', properties } = request;
    const lambda = request.aws('lambda');
    const wanted = settingsOf(properties);
    // What the template leaves out goes back to its default.
    const { EventSourceMappingArn: Resource } = lambda.updateEventSourceMapping({
      UUID,
      ...wanted,
      BatchSize: wanted.BatchSize ?? 10,
      Enabled: wanted.Enabled ?? true,
      FilterCriteria: wanted.FilterCriteria ?? { Filters: [] },
      FunctionResponseTypes: wanted.FunctionResponseTypes ?? [],
      MaximumBatchingWindowInSeconds: wanted.MaximumBatchingWindowInSeconds ?? 0,
      ScalingConfig: wanted.ScalingConfig ?? {},
    });
    const { byName: Tags, gone: TagKeys } = tagChanges(request);
    if (TagKeys.length > 0) lambda.untagResource({ Resource, TagKeys });
    if (Object.keys(Tags).length > 0) lambda.tagResource({ Resource, Tags });
    return progress(request, UUID);
  },

  check: (request) => progress(request, request.physicalId ?? ''),

  delete(request) {
    const { physicalId: UUID, memo } = request;
    let isThere = false;
    ignoreMissing(() => {
      const lambda = request.aws('lambda');
      const { State } = memo === 'deleting' ? lambda.getEventSourceMapping({ UUID }) : { State: '' };
      if (State !== 'Deleting') lambda.deleteEventSourceMapping({ UUID });
      isThere = true;
    });
    return isThere ? { done: false, waitMs, memo: 'deleting' } : { done: true };
  },
};

function progress(request: ResourceRequest, UUID: string): ResourceProgress {
  const { State, EventSourceMappingArn } = request.aws('lambda').getEventSourceMapping({ UUID });
  const done = State === 'Enabled' || State === 'Disabled';
  return {
    done,
    ...(done ? {} : { waitMs }),
    physicalId: UUID,
    attributes: { Id: UUID, EventSourceMappingArn },
  };
}

function settingsOf(properties: Properties) {
  const filters = record(properties, 'FilterCriteria')?.['Filters'];
  const scaling = record(properties, 'ScalingConfig');
  return {
    FunctionName: text(properties, 'FunctionName'),
    BatchSize: number(properties, 'BatchSize'),
    Enabled: flag(properties, 'Enabled'),
    FilterCriteria: Array.isArray(filters)
      ? { Filters: filters.filter(isProperties).map((filter) => ({ Pattern: text(filter, 'Pattern') })) }
      : undefined,
    FunctionResponseTypes: someOf(properties, 'FunctionResponseTypes', responseTypes),
    MaximumBatchingWindowInSeconds: number(properties, 'MaximumBatchingWindowInSeconds'),
    ScalingConfig:
      scaling === undefined ? undefined : { MaximumConcurrency: number(scaling, 'MaximumConcurrency') },
  };
}
