/** Tags of alarms, insight rules and metric streams. */
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { Operations } from '../../cloud/service';
import { alarmNamed } from './alarms/composites';
import { tagsOf } from './alarms/put';
import { resourceNotFound } from './errors';
import { insightRuleArn } from './insight-rules';
import { metricStreamArn } from './metric-streams';
import type { CloudWatchCall, State } from './state';

type Tags = Readonly<Record<string, string>>;

interface Tagged {
  readonly tags: Tags;
  readonly set: (tags: Tags) => void;
}

function taggedAt(call: CloudWatchCall, arn: string): Tagged {
  const { alarms, insightRules, metricStreams } = call.state;
  const alarm = alarmNamed(call, arn);
  if (alarm !== undefined) {
    return { tags: alarm.tags, set: (tags) => alarms.set(alarm.name, { ...alarm, tags }) };
  }
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const rule = arn === insightRuleArn(call, name) ? insightRules.get(name) : undefined;
  if (rule !== undefined) {
    return { tags: rule.tags, set: (tags) => insightRules.set(name, { ...rule, tags }) };
  }
  const stream = arn === metricStreamArn(call, name) ? metricStreams.get(name) : undefined;
  if (stream !== undefined) {
    return { tags: stream.tags, set: (tags) => metricStreams.set(name, { ...stream, tags }) };
  }
  throw resourceNotFound(arn);
}

export const tags: Operations<CloudWatch, State> = {
  tagResource({ ResourceARN, Tags }, call) {
    const tagged = taggedAt(call, ResourceARN);
    tagged.set({ ...tagged.tags, ...tagsOf(Tags) });
    return {};
  },

  untagResource({ ResourceARN, TagKeys }, call) {
    const tagged = taggedAt(call, ResourceARN);
    tagged.set(Object.fromEntries(Object.entries(tagged.tags).filter(([key]) => !TagKeys.includes(key))));
    return {};
  },

  listTagsForResource: ({ ResourceARN }, call) => ({
    Tags: Object.entries(taggedAt(call, ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
  }),
};
