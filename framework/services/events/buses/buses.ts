import type { EventBridge } from '@aws-sdk/client-eventbridge';
import { parsePolicy, PolicyError, type Input, type Operations } from '../../../cloud/service';
import { busExists, doesNotExist, limitExceeded, noPolicy, noStatement, validation } from '../errors';
import type { Bus, EventsCall, State } from '../state';
import { arnOf, busAt, defaultBus, findBus } from './find';
import { page } from './pages';

const busesMax = 100;

type Given = Pick<
  Input<EventBridge, 'createEventBus'>,
  'KmsKeyIdentifier' | 'DeadLetterConfig' | 'LogConfig'
>;

/** What has no behaviour here is kept and shown; reports say so. */
function settingsOf(call: EventsCall, given: Given): Pick<Bus, 'settings'> {
  const { KmsKeyIdentifier, DeadLetterConfig, LogConfig } = given;
  const settings: NonNullable<Bus['settings']> = {
    ...(KmsKeyIdentifier === undefined ? {} : { KmsKeyIdentifier }),
    ...(DeadLetterConfig === undefined ? {} : { DeadLetterConfig: { ...DeadLetterConfig } }),
    ...(LogConfig === undefined ? {} : { LogConfig: { ...LogConfig } }),
  };
  const names = Object.keys(settings);
  for (const name of names) call.modelledOnly(`events: ${name} of an event bus`);
  return names.length === 0 ? {} : { settings };
}

function withPolicy(bus: Bus, text: string): Bus {
  try {
    return { ...bus, policy: { text, document: parsePolicy(text, 'resource') } };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw validation(`Policy is not valid: ${error.message}`);
  }
}

interface WrittenStatement {
  readonly Sid?: string;
  readonly [element: string]: unknown;
}

/** The statements as their author wrote them. */
function statementsOf({ policy }: Bus): WrittenStatement[] {
  if (policy === undefined) return [];
  // It was parsed and checked when it was set.
  const { Statement }: { Statement: WrittenStatement | WrittenStatement[] } = JSON.parse(policy.text);
  return Array.isArray(Statement) ? Statement : [Statement];
}

const policyText = (Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

function newStatement(
  call: EventsCall,
  bus: Bus,
  input: Input<EventBridge, 'putPermission'>,
): WrittenStatement {
  const { Action, Principal, StatementId, Condition } = input;
  if (Action === undefined || Principal === undefined || StatementId === undefined) {
    throw validation('Action, Principal and StatementId are required where Policy is not given.');
  }
  if (Action !== 'events:PutEvents')
    throw validation("Provided value in parameter 'action' is not supported.");
  const root = `arn:${call.partition}:iam::${Principal}:root`;
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: root },
    Action,
    Resource: bus.arn,
    ...(Condition === undefined
      ? {}
      : { Condition: { [Condition.Type ?? '']: { [Condition.Key ?? '']: Condition.Value } } }),
  };
}

function save(call: EventsCall, bus: Bus): void {
  call.state.buses.set(bus.name, { ...bus, modifiedAtMs: call.nowMs });
}

const moments = ({ createdAtMs, modifiedAtMs }: Bus) => ({
  CreationTime: new Date(createdAtMs),
  LastModifiedTime: new Date(modifiedAtMs),
});

const busOutput = (bus: Bus) => ({
  Name: bus.name,
  Arn: bus.arn,
  ...(bus.description === undefined ? {} : { Description: bus.description }),
  ...(bus.policy === undefined ? {} : { Policy: bus.policy.text }),
  ...moments(bus),
});

export const buses: Operations<EventBridge, State> = {
  createEventBus(input, call) {
    const { Name, Description, Tags = [] } = input;
    // Partners' event sources are made by partners, of whom no world here has any.
    if (input.EventSourceName !== undefined) throw doesNotExist(`Event source ${input.EventSourceName}`);
    if (findBus(call, Name) !== undefined) throw busExists(Name);
    if (Name.includes('/')) throw validation("Event bus name must not contain '/'.");
    if (call.state.buses.size >= busesMax)
      throw limitExceeded('The requested resource exceeds the maximum number allowed.');
    const bus: Bus = {
      name: Name,
      arn: arnOf(call, `event-bus/${Name}`),
      ...(Description === undefined ? {} : { description: Description }),
      createdAtMs: call.nowMs,
      modifiedAtMs: call.nowMs,
      ...settingsOf(call, input),
      tags: Object.fromEntries(Tags.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    };
    call.state.buses.set(Name, bus);
    return {
      EventBusArn: bus.arn,
      ...(Description === undefined ? {} : { Description }),
      ...bus.settings,
    };
  },

  updateEventBus(input, call) {
    const { Description } = input;
    const old = busAt(call, input.Name);
    const { settings } = settingsOf(call, input);
    const bus: Bus = {
      ...old,
      ...(settings === undefined ? {} : { settings: { ...old.settings, ...settings } }),
      ...(Description === undefined ? {} : { description: Description }),
    };
    save(call, bus);
    return {
      Arn: bus.arn,
      Name: bus.name,
      ...(Description === undefined ? {} : { Description }),
      ...bus.settings,
    };
  },

  /** A bus that is not there counts as deleted. */
  deleteEventBus({ Name }, call) {
    if (Name === defaultBus) throw validation('Cannot delete event bus default.');
    for (const _ of call.state.rules.prefix(`${Name}\u0000`)) {
      throw validation(`Event bus ${Name} can't be deleted since it has rules.`);
    }
    call.state.buses.delete(Name);
    return {};
  },

  describeEventBus({ Name }, call) {
    const bus = busAt(call, Name);
    return { ...busOutput(bus), ...bus.settings };
  },

  listEventBuses(input, call) {
    const { NamePrefix = '' } = input;
    const found = [busAt(call, defaultBus), ...call.state.buses.values()]
      .filter(({ name }, index) => index === 0 || name !== defaultBus)
      .filter(({ name }) => name.startsWith(NamePrefix));
    const { rows, token } = page(found, input);
    return { EventBuses: rows.map(busOutput), ...token };
  },

  putPermission(input, call) {
    const bus = busAt(call, input.EventBusName);
    if (input.Policy !== undefined) {
      save(call, withPolicy(bus, input.Policy));
      return {};
    }
    const statement = newStatement(call, bus, input);
    const others = statementsOf(bus).filter(({ Sid }) => Sid !== statement.Sid);
    save(call, withPolicy(bus, policyText([...others, statement])));
    return {};
  },

  removePermission({ EventBusName, StatementId, RemoveAllPermissions = false }, call) {
    const { policy, ...bus } = busAt(call, EventBusName);
    if (policy === undefined) throw RemoveAllPermissions ? noPolicy() : noStatement();
    const statements = statementsOf({ ...bus, policy });
    const left = RemoveAllPermissions ? [] : statements.filter(({ Sid }) => Sid !== StatementId);
    if (left.length === statements.length) throw noStatement();
    save(call, left.length === 0 ? bus : withPolicy(bus, policyText(left)));
    return {};
  },
};
