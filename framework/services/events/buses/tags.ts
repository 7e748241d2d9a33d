import type { EventBridge, Tag } from '@aws-sdk/client-eventbridge';
import { parseArn, type Operations } from '../../../cloud/service';
import { noBus, noRule, resourceNotFound } from '../errors';
import { ruleKey, type EventsCall, type State } from '../state';
import { defaultBus, findBus } from './find';

type Tags = Readonly<Record<string, string>>;

export const tagRecord = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));

/** Changes the tags of a bus or a rule; answers what they were. */
function changeTags(call: EventsCall, arn: string, change: (tags: Tags) => Tags): Tags {
  const [kind, first = '', second] = (parseArn(arn)?.resource ?? '').split('/');
  if (kind === 'rule') {
    const key = second === undefined ? ruleKey(defaultBus, first) : ruleKey(first, second);
    const rule = call.state.rules.get(key);
    if (rule === undefined) throw noRule(second ?? first, second === undefined ? defaultBus : first);
    call.state.rules.set(key, { ...rule, tags: change(rule.tags) });
    return rule.tags;
  }
  const bus = findBus(call, first);
  if (kind !== 'event-bus') throw resourceNotFound(arn);
  if (bus === undefined) throw noBus(first);
  call.state.buses.set(bus.name, { ...bus, tags: change(bus.tags) });
  return bus.tags;
}

export const tags: Operations<EventBridge, State> = {
  listTagsForResource({ ResourceARN }, call) {
    const found = changeTags(call, ResourceARN, (same) => same);
    return { Tags: Object.entries(found).map(([Key, Value]) => ({ Key, Value })) };
  },

  tagResource({ ResourceARN, Tags: added }, call) {
    changeTags(call, ResourceARN, (former) => ({ ...former, ...tagRecord(added) }));
    return {};
  },

  untagResource({ ResourceARN, TagKeys }, call) {
    changeTags(call, ResourceARN, (former) =>
      Object.fromEntries(Object.entries(former).filter(([key]) => !TagKeys.includes(key))),
    );
    return {};
  },
};
