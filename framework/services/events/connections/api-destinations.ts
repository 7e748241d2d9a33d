import type { ApiDestination as DestinationOutput, EventBridge } from '@aws-sdk/client-eventbridge';
import { parseArn, type Operations } from '../../../cloud/service';
import { arnOf } from '../buses/find';
import { page } from '../buses/pages';
import { apiDestinationExists, noApiDestination } from '../errors';
import type { EventsCall, State } from '../state';
import { connectionAt } from './connections';
import type { ApiDestination } from './state';

const rateDefault = 300;

/** Addresses outside AWS that rules may send events to; here they are kept, and nothing is sent to any. */
export const apiDestinations: Operations<EventBridge, State> = {
  createApiDestination(input, call) {
    const { Name: name, Description } = input;
    if (call.state.apiDestinations.has(name)) throw apiDestinationExists(name);
    checkConnection(call, input.ConnectionArn);
    const destination: ApiDestination = {
      name,
      arn: arnOf(call, `api-destination/${name}/${call.random('api destination').uuid()}`),
      ...(Description === undefined ? {} : { description: Description }),
      connectionArn: input.ConnectionArn,
      endpoint: input.InvocationEndpoint,
      method: input.HttpMethod,
      ratePerSecond: input.InvocationRateLimitPerSecond ?? rateDefault,
      createdAtMs: call.nowMs,
      modifiedAtMs: call.nowMs,
    };
    call.state.apiDestinations.set(name, destination);
    return changed(call, destination);
  },

  updateApiDestination(input, call) {
    const { Description } = input;
    const old = destinationAt(call, input.Name);
    if (input.ConnectionArn !== undefined) checkConnection(call, input.ConnectionArn);
    const destination: ApiDestination = {
      ...old,
      ...(Description === undefined ? {} : { description: Description }),
      connectionArn: input.ConnectionArn ?? old.connectionArn,
      endpoint: input.InvocationEndpoint ?? old.endpoint,
      method: input.HttpMethod ?? old.method,
      ratePerSecond: input.InvocationRateLimitPerSecond ?? old.ratePerSecond,
      modifiedAtMs: call.nowMs,
    };
    call.state.apiDestinations.set(old.name, destination);
    return changed(call, destination);
  },

  deleteApiDestination({ Name }, call) {
    call.state.apiDestinations.delete(destinationAt(call, Name).name);
    return {};
  },

  describeApiDestination({ Name }, call) {
    const destination = destinationAt(call, Name);
    const { description } = destination;
    return {
      ...listed(call, destination),
      ...(description === undefined ? {} : { Description: description }),
    };
  },

  listApiDestinations(input, call) {
    const { NamePrefix = '', ConnectionArn } = input;
    const found = [...call.state.apiDestinations.values()].filter(
      ({ name, connectionArn }) =>
        name.startsWith(NamePrefix) && (ConnectionArn === undefined || connectionArn === ConnectionArn),
    );
    const { rows, token } = page(found, input);
    return { ApiDestinations: rows.map((each) => listed(call, each)), ...token };
  },
};

const connectionName = (arn: string): string => parseArn(arn)?.resource.split('/')[1] ?? arn;

const checkConnection = (call: EventsCall, arn: string): void => void connectionAt(call, connectionName(arn));

function destinationAt(call: EventsCall, name: string): ApiDestination {
  const destination = call.state.apiDestinations.get(name);
  if (destination === undefined) throw noApiDestination(name);
  return destination;
}

/** It can be used as long as its connection can. */
function stateOf(call: EventsCall, { connectionArn }: ApiDestination) {
  const connection = call.state.connections.get(connectionName(connectionArn));
  return connection?.state === 'AUTHORIZED' ? ('ACTIVE' as const) : ('INACTIVE' as const);
}

const changed = (call: EventsCall, destination: ApiDestination) => ({
  ApiDestinationArn: destination.arn,
  ApiDestinationState: stateOf(call, destination),
  CreationTime: new Date(destination.createdAtMs),
  LastModifiedTime: new Date(destination.modifiedAtMs),
});

const listed = (call: EventsCall, destination: ApiDestination): DestinationOutput => ({
  ...changed(call, destination),
  Name: destination.name,
  ConnectionArn: destination.connectionArn,
  InvocationEndpoint: destination.endpoint,
  HttpMethod: destination.method,
  InvocationRateLimitPerSecond: destination.ratePerSecond,
});
