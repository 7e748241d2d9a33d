import type { EventBridge, PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { parseArn, template, type Operations } from '../../../cloud/service';
import type { Json } from '../../../kernel';
import { validation } from '../errors';
import type { BusEvent, EventsCall, State } from '../state';
import { accept } from './dispatch';
import { forward } from './forward';

const { isRecord } = template;
const entriesBytesMax = 256 * 1024;

/** What an entry counts: fourteen bytes for its time, and its texts. */
function sizeOf({
  Time,
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function parsed(text: string): BusEvent['detail'] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came from JSON.parse
    return isRecord(value) ? (value as { [key: string]: Json }) : undefined;
  } catch {
    return undefined;
  }
}

const missing = (name: string): PutEventsResultEntry => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
});

function put(call: EventsCall, entry: PutEventsRequestEntry): PutEventsResultEntry {
  const { Source = '', DetailType = '', Detail = '', Resources = [], Time, EventBusName } = entry;
  if (Source === '') return missing('Source');
  if (DetailType === '') return missing('DetailType');
  if (Detail === '') return missing('Detail');
  const detail = parsed(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  if (Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'Not authorized for the source.' };
  }
  const { accountId = call.accountId, region = call.region } = parseArn(EventBusName ?? '') ?? {};
  const event = newEvent(
    call,
    { source: Source, detailType: DetailType, resources: Resources, detail },
    Time,
  );
  const isHere = accountId === call.accountId && region === call.region;
  if (isHere || EventBusName === undefined) accept(call, EventBusName, event);
  else forward(call, EventBusName, event);
  return { EventId: event.id };
}

/** What the services of a world tell; a type, because news are plain data. */
export type News = {
  source: string;
  detailType: string;
  resources: string[];
  detail: { [key: string]: Json | undefined };
};

const newEvent = (
  call: EventsCall,
  { source, detailType, resources, detail }: News,
  time = call.date(),
): BusEvent => ({
  version: '0',
  id: call.random('event').uuid(),
  'detail-type': detailType,
  source,
  account: call.accountId,
  time: `${time.toISOString().slice(0, 19)}Z`,
  region: call.region,
  resources,
  detail,
});

/** An event of an AWS service, for the default bus; nothing is made of it where no rule could want it. */
export function event(news: News, call: EventsCall): void {
  if (call.state.rules.size === 0) return;
  accept(call, undefined, newEvent(call, news));
}

export const putEvents: Operations<EventBridge, State> = {
  /** Each entry succeeds or fails by itself. */
  putEvents({ Entries, EndpointId }, call) {
    if (EndpointId !== undefined) call.notEmulated('events:PutEvents with EndpointId');
    if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > entriesBytesMax) {
      throw validation('Total size of the entries in the request is over the limit.');
    }
    const results = Entries.map((entry) => put(call, entry));
    return {
      FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
      Entries: results,
    };
  },
};
