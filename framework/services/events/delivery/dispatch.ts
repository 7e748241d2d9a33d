/** From a bus to the targets of the rules that an event matches. */
import { busNameOf, findBus } from '../buses/find';
import { matches } from '../patterns/match';
import type { BusEvent, EventsCall, Rule } from '../state';

/** About half a second lies between an event and its targets. */
const latencyMs = { low: 200, high: 800 };

const metric = (call: EventsCall, name: string, { name: RuleName, bus }: Rule): void =>
  call.metric({
    namespace: 'AWS/Events',
    name,
    unit: 'Count',
    value: 1,
    dimensions: bus === 'default' ? { RuleName } : { RuleName, EventBusName: bus },
  });

/** Sends an event to a rule's targets, each apart. */
export function dispatch(call: EventsCall, rule: Rule, event: BusEvent): void {
  metric(call, 'TriggeredRules', rule);
  if (rule.targets.length === 0) return;
  const eventBlob = call.blobs.put(Buffer.from(JSON.stringify(event)));
  for (const { id, arn } of rule.targets) {
    const payload = {
      bus: rule.bus,
      rule: rule.name,
      target: id,
      eventBlob,
      sinceMs: call.nowMs,
      attempts: 0,
    };
    call.later({
      afterMs: call.random('delivery latency').between(latencyMs.low, latencyMs.high),
      kind: 'deliver',
      payload,
      delivery: { to: arn, subject: event['detail-type'] },
    });
  }
}

/**
 * A bus has got an event; one that is not there loses it silently. A replay may be for some rules alone.
 */
export function accept(
  call: EventsCall,
  busNameOrArn: string | undefined,
  event: BusEvent,
  rulesOnly: readonly string[] = [],
): void {
  const bus = findBus(call, busNameOf(busNameOrArn));
  if (bus === undefined) return;
  for (const [, rule] of call.state.rules.prefix(`${bus.name}\u0000`)) {
    if (rule.state !== 'ENABLED' || rule.pattern === undefined || !matches(rule.pattern, event)) continue;
    if (rulesOnly.length > 0 && !rulesOnly.includes(rule.arn)) continue;
    metric(call, 'MatchedEvents', rule);
    dispatch(call, rule, event);
  }
}
