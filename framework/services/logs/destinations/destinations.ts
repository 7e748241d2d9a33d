import type { CloudWatchLogs, Destination as DestinationOutput } from '@aws-sdk/client-cloudwatch-logs';
import { formatArn, type Operations } from '../../../cloud/service';
import { destinationNotFound } from '../errors';
import { page } from '../find';
import type { Destination, LogsCall, State } from '../state';

const pageSize = 50;

const arnOf = ({ partition, region, accountId }: LogsCall, name: string): string =>
  formatArn({ partition, service: 'logs', region, accountId, resource: `destination:${name}` });

function destinationNamed(call: LogsCall, name: string): Destination {
  const destination = call.state.destinations.get(name);
  if (destination === undefined) throw destinationNotFound();
  return destination;
}

/** By ARN, for tags; undefined where it is none of this account and region. */
export function destinationAt(call: LogsCall, arn: string): Destination | undefined {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  return arn === arnOf(call, name) ? call.state.destinations.get(name) : undefined;
}

const output = (call: LogsCall, destination: Destination): DestinationOutput => ({
  destinationName: destination.name,
  targetArn: destination.targetArn,
  roleArn: destination.roleArn,
  ...(destination.accessPolicy === undefined ? {} : { accessPolicy: destination.accessPolicy }),
  arn: arnOf(call, destination.name),
  creationTime: destination.createdAtMs,
});

/** Names for streams of Kinesis and Firehose, which are not emulated: kept and shown, nothing is sent to them. */
export const destinations: Operations<CloudWatchLogs, State> = {
  putDestination({ destinationName: name, targetArn, roleArn, tags }, call) {
    call.modelledOnly('logs: destinations (nothing is sent to them)');
    const former = call.state.destinations.get(name);
    const destination: Destination = {
      ...former,
      name,
      targetArn,
      roleArn,
      tags: { ...former?.tags, ...tags },
      createdAtMs: former?.createdAtMs ?? call.nowMs,
    };
    call.state.destinations.set(name, destination);
    const { accessPolicy: _, ...shown } = output(call, destination);
    return { destination: shown };
  },

  putDestinationPolicy({ destinationName, accessPolicy }, call) {
    const destination = destinationNamed(call, destinationName);
    call.state.destinations.set(destination.name, { ...destination, accessPolicy });
    return {};
  },

  describeDestinations({ DestinationNamePrefix = '', nextToken, limit = pageSize }, call) {
    const found = [...call.state.destinations.prefix(DestinationNamePrefix)].map(([, each]) => each);
    const { rows, ...rest } = page(found, ({ name }) => name, { nextToken, limit });
    return { destinations: rows.map((each) => output(call, each)), ...rest };
  },

  deleteDestination({ destinationName }, call) {
    call.state.destinations.delete(destinationNamed(call, destinationName).name);
    return {};
  },
};
