import { formatArn, parseArn } from '../../../cloud/service';
import { noBus, noRule } from '../errors';
import { ruleKey, type Bus, type EventsCall, type Rule } from '../state';

export const defaultBus = 'default';

export function arnOf({ partition, region, accountId }: EventsCall, resource: string): string {
  return formatArn({ partition, service: 'events', region, accountId, resource });
}

/** When a bus that is simply there was made: the day that EventBridge began. */
const alwaysMs = Date.UTC(2019, 6, 11);

/** Every account has a default bus in each region. */
export function findBus(call: EventsCall, name: string): Bus | undefined {
  const bus = call.state.buses.get(name);
  if (bus !== undefined || name !== defaultBus) return bus;
  const arn = arnOf(call, `event-bus/${defaultBus}`);
  return { name: defaultBus, arn, createdAtMs: alwaysMs, modifiedAtMs: alwaysMs, tags: {} };
}

/** The name in a name or an ARN. */
export const busNameOf = (nameOrArn: string = defaultBus): string =>
  parseArn(nameOrArn)?.resource.replace(/^event-bus\//, '') ?? nameOrArn;

export function busAt(call: EventsCall, nameOrArn: string | undefined): Bus {
  const name = busNameOf(nameOrArn);
  const bus = findBus(call, name);
  if (bus === undefined) throw noBus(name);
  return bus;
}

export function ruleAt(call: EventsCall, name: string, nameOrArn: string | undefined): Rule {
  const bus = busAt(call, nameOrArn);
  const rule = call.state.rules.get(ruleKey(bus.name, name));
  if (rule === undefined) throw noRule(name, bus.name);
  return rule;
}

export const ruleArn = (call: EventsCall, bus: string, name: string): string =>
  arnOf(call, bus === defaultBus ? `rule/${name}` : `rule/${bus}/${name}`);
