import type { EventBridge } from '@aws-sdk/client-eventbridge';
import { defineService, parseArn } from '../../cloud/service';
import { archives } from './archives/archives';
import { replays, stepReplay } from './archives/replays';
import { buses } from './buses/buses';
import { tags } from './buses/tags';
import { apiDestinations } from './connections/api-destinations';
import { connections } from './connections/connections';
import { deliver } from './delivery/deliver';
import { forwarded } from './delivery/forward';
import { event, putEvents } from './delivery/put-events';
import { permissions } from './permissions';
import { resources } from './resources';
import { rules } from './rules/rules';
import { fire } from './rules/schedule';
import { targets } from './rules/targets';
import { state } from './state';

/** Amazon EventBridge: buses, rules, schedules, targets (aws-behaviour.md 6). */
export const events = defineService<EventBridge>()({
  name: 'events',
  state,
  operations: {
    ...buses,
    ...rules,
    ...targets,
    ...putEvents,
    ...tags,
    ...archives,
    ...replays,
    ...connections,
    ...apiDestinations,
  },
  permissions,
  subjects: {
    putEvents: ({ Entries }) => Entries.map(({ DetailType = '' }) => DetailType).join(' '),
    putRule: ({ Name }) => Name,
    putTargets: ({ Rule }) => Rule,
  },
  later: { deliver, fire, stepReplay },
  hears: { event, forwarded },
  resourcePolicy(arn, call) {
    const { accountId = '', region = '', resource = '' } = parseArn(arn) ?? {};
    const name = resource.replace(/^event-bus\//, '');
    const bus = call.stateOf(accountId, region).buses.get(name);
    if (bus?.policy === undefined) return undefined;
    return {
      kind: 'ordinary',
      policy: { name: `policy of event bus ${name}`, document: bus.policy.document },
    };
  },
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: { code: 'InternalException', status: 500, message: 'The service failed.' },
  resources,
});
