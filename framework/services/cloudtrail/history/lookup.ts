import type { CloudTrail, Event, LookupAttribute } from '@aws-sdk/client-cloudtrail';
import type { Operations } from '../../../cloud/service';
import { invalidLookup, invalidNextToken, invalidTimeRange, rateExceeded } from '../errors';
import { keyOf, type RecordedCall, type State, type TrailCall } from '../state';
import { eventId, eventOf, usernameOf } from './event';
import { eventName, eventSource } from './kinds';
import { historyMs } from './record';
import { resourcesOf } from './resources-of-event';

const lookupsPerSecond = 2;
const pageMax = 50;

/** AWS lets an account look up twice a second in a region. */
function refuseTooMany(call: TrailCall): void {
  const second = Math.floor(call.nowMs / 1000);
  const former = call.state.lookups.get(call.region);
  const count = former?.second === second ? former.count + 1 : 1;
  if (count > lookupsPerSecond) throw rateExceeded();
  call.state.lookups.set(call.region, { second, count });
}

type Test = (record: RecordedCall) => boolean;

function testOf({ AttributeKey, AttributeValue = '' }: LookupAttribute): Test {
  switch (AttributeKey) {
    case 'EventId':
      return (record) => eventId(record) === AttributeValue;
    case 'EventName':
      return ({ service, operation }) => eventName(service, operation) === AttributeValue;
    case 'EventSource':
      return ({ service }) => eventSource(service) === AttributeValue;
    case 'ReadOnly':
      return ({ readOnly }) => String(readOnly) === AttributeValue;
    case 'Username':
      return (record) => usernameOf(record) === AttributeValue;
    case 'AccessKeyId':
      return ({ accessKeyId }) => accessKeyId === AttributeValue;
    case 'ResourceType':
      return ({ resources }) => resourcesOf(resources).some(({ type }) => type === AttributeValue);
    case 'ResourceName':
      return ({ resources }) =>
        resourcesOf(resources).some(({ arn, name }) => arn === AttributeValue || name === AttributeValue);
    default:
      return () => false;
  }
}

function eventOutput(record: RecordedCall): Event {
  const Username = usernameOf(record);
  return {
    EventId: eventId(record),
    EventName: eventName(record.service, record.operation),
    ReadOnly: String(record.readOnly),
    ...(record.accessKeyId === undefined ? {} : { AccessKeyId: record.accessKeyId }),
    EventTime: new Date(Math.floor(record.atMs / 1000) * 1000),
    EventSource: eventSource(record.service),
    ...(Username === undefined ? {} : { Username }),
    Resources: resourcesOf(record.resources).map(({ type, name }) => ({
      ResourceType: type,
      ResourceName: name,
    })),
    CloudTrailEvent: JSON.stringify(eventOf(record)),
  };
}

const prefixOf = (call: TrailCall): string => keyOf(call.region, '');

/** A token names the last event of its page. */
function afterToken(call: TrailCall, token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const key = prefixOf(call) + Buffer.from(token, 'base64').toString();
  if (!call.state.history.has(key)) throw invalidNextToken();
  return key;
}

export const lookup: Operations<CloudTrail, State> = {
  /** Management events of the last 90 days, newest first. */
  lookupEvents(input, call) {
    const { LookupAttributes = [], StartTime, EndTime, MaxResults = pageMax, NextToken } = input;
    if (input.EventCategory !== undefined) call.notEmulated('cloudtrail:LookupEvents of Insights events');
    if (LookupAttributes.length > 1) throw invalidLookup('You can specify only one lookup attribute.');
    const fromMs = Math.max(StartTime?.getTime() ?? 0, call.nowMs - historyMs);
    const toMs = EndTime?.getTime() ?? Infinity;
    if (StartTime !== undefined && StartTime.getTime() > toMs) throw invalidTimeRange();
    refuseTooMany(call);
    const tests = LookupAttributes.map(testOf);
    const prefix = prefixOf(call);
    const after = afterToken(call, NextToken);
    const Events: Event[] = [];
    let last: string | undefined;
    for (const [key, record] of call.state.history.prefix(prefix, { reverse: true })) {
      if (after !== undefined && key >= after) continue;
      if (record.atMs < fromMs || record.atMs > toMs || !tests.every((test) => test(record))) continue;
      if (Events.length === MaxResults && last !== undefined) {
        const NextToken = Buffer.from(last.slice(prefix.length)).toString('base64');
        return { Events, NextToken };
      }
      Events.push(eventOutput(record));
      last = key;
    }
    return { Events };
  },
};
