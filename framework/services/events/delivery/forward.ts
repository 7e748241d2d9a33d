/** Events on their way to other places of EventBridge: archives, buses, API destinations. */
import { parseArn } from '../../../cloud/service';
import { archiveOfRule } from '../archives/archives';
import { keep } from '../archives/kept-events';
import type { BusEvent, EventsCall, Rule, Target } from '../state';
import { asCaller } from './caller';
import { accept } from './dispatch';

export function handToEvents(call: EventsCall, rule: Rule, { arn, roleArn }: Target, event: BusEvent): void {
  const { accountId = '', region = '', resource = '' } = parseArn(arn) ?? {};
  if (accountId === '') {
    keep(call, archiveOfRule(rule.name), event);
    return;
  }
  if (resource.startsWith('api-destination/')) {
    call.modelledOnly('events: deliveries to API destinations');
    call.note('event reached a target that is only modelled', rule.arn, { target: arn });
    return;
  }
  if (accountId === call.accountId && region === call.region) {
    accept(call, arn, event);
    return;
  }
  checkMayPut(call, rule, { arn, roleArn }, event);
  forward(call, arn, event);
}

/**
 * Throws what the other bus refuses with. It is asked with an entry that has no detail, which it refuses only after it
 * has authorized it.
 */
function checkMayPut(
  call: EventsCall,
  rule: Rule,
  { arn, roleArn }: { arn: string; roleArn: string | undefined },
  event: BusEvent,
): void {
  const where = asCaller(call, rule, arn, roleArn);
  const root = {
    kind: 'root' as const,
    arn: `arn:${call.partition}:iam::${call.accountId}:root`,
    accountId: call.accountId,
  };
  const { accountId: _, ...caller } = roleArn === undefined ? { ...where, as: root } : where;
  const entry = { EventBusName: arn, Source: event.source, DetailType: event['detail-type'] };
  call.ask('events', { ...caller, accountId: call.accountId }).putEvents({ Entries: [entry] });
}

/** To a bus of another account or region; the event stays what it was, with an id of its own in another region. */
export function forward(call: EventsCall, bus: string, event: BusEvent): void {
  const { accountId = call.accountId, region = call.region } = parseArn(bus) ?? {};
  const id = region === call.region ? event.id : call.random('event').uuid();
  call.tell('events', 'forwarded', { bus, event: JSON.stringify({ ...event, id }) }, { accountId, region });
}

/** An event from a bus of another account or region. */
export function forwarded({ bus, event }: { bus: string; event: string }, call: EventsCall): void {
  const sent: BusEvent = JSON.parse(event);
  accept(call, bus, sent);
}
