/** Deliveries of what AWS's services log about themselves; those services are not here, so nothing flows. */
import type {
  CloudWatchLogs,
  Delivery as DeliveryOutput,
  DeliveryDestination as DestinationOutput,
  DeliverySource as SourceOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { formatArn, parseArn, type Operations } from '../../../cloud/service';
import {
  deliveryConflict,
  deliveryNotFound,
  deliveryDestinationNotFound,
  deliverySourceNotFound,
  deliveryValidation,
  noDeliveryPolicy,
  unknownLogSource,
} from '../errors';
import { page } from '../find';
import type { Delivery, DeliveryDestination, DeliverySource, LogsCall, State } from '../state';

const pageSize = 50;

const types = { s3: 'S3', logs: 'CWL', firehose: 'FH', xray: 'XRAY' } as const;

/** Services that log by deliveries ("Services with logging that requires V2 permissions"). */
const sources = [
  'bedrock',
  'bedrock-agentcore',
  'cloudfront',
  'codewhisperer',
  'elasticache',
  'elemental-mediatailor',
  'mediaconvert',
  'mediapackagev2',
  'network-firewall',
  'qbusiness',
  'ses',
  'sso-directory',
  'vpc-lattice',
  'wisdom',
  'workmail',
];

const arnOf = ({ partition, region, accountId }: LogsCall, kind: string, name: string): string =>
  formatArn({ partition, service: 'logs', region, accountId, resource: `${kind}:${name}` });

const tagsOut = (tags: Readonly<Record<string, string>>) =>
  Object.keys(tags).length === 0 ? {} : { tags: { ...tags } };

function destinationOutput(call: LogsCall, given: DeliveryDestination): DestinationOutput {
  return {
    name: given.name,
    arn: arnOf(call, 'delivery-destination', given.name),
    deliveryDestinationType: given.type,
    ...(given.outputFormat === undefined ? {} : { outputFormat: given.outputFormat }),
    deliveryDestinationConfiguration: { destinationResourceArn: given.resourceArn },
    ...tagsOut(given.tags),
  };
}

const sourceOutput = (call: LogsCall, source: DeliverySource): SourceOutput => ({
  name: source.name,
  arn: arnOf(call, 'delivery-source', source.name),
  resourceArns: [source.resourceArn],
  service: source.service,
  logType: source.logType,
  ...tagsOut(source.tags),
});

function deliveryOutput(call: LogsCall, delivery: Delivery): DeliveryOutput {
  const { id, sourceName, destinationName, recordFields, fieldDelimiter, s3 } = delivery;
  const type = call.state.deliveryDestinations.get(destinationName)?.type;
  return {
    id,
    arn: arnOf(call, 'delivery', id),
    deliverySourceName: sourceName,
    deliveryDestinationArn: arnOf(call, 'delivery-destination', destinationName),
    ...(type === undefined ? {} : { deliveryDestinationType: type }),
    ...(recordFields === undefined ? {} : { recordFields: [...recordFields] }),
    ...(fieldDelimiter === undefined ? {} : { fieldDelimiter }),
    ...(s3 === undefined ? {} : { s3DeliveryConfiguration: { ...s3 } }),
    ...tagsOut(delivery.tags),
  };
}

function destinationNamed(call: LogsCall, name: string): DeliveryDestination {
  const destination = call.state.deliveryDestinations.get(name);
  if (destination === undefined) throw deliveryDestinationNotFound();
  return destination;
}

function sourceNamed(call: LogsCall, name: string): DeliverySource {
  const source = call.state.deliverySources.get(name);
  if (source === undefined) throw deliverySourceNotFound();
  return source;
}

function deliveryAt(call: LogsCall, id: string): Delivery {
  const delivery = call.state.deliveries.get(id);
  if (delivery === undefined) throw deliveryNotFound();
  return delivery;
}

const isUsed = (call: LogsCall, uses: (delivery: Delivery) => boolean): boolean =>
  [...call.state.deliveries.values()].some(uses);

const destinations: Operations<CloudWatchLogs, State> = {
  putDeliveryDestination(input, call) {
    const { name, outputFormat, tags = {}, deliveryDestinationConfiguration: configuration } = input;
    const former = call.state.deliveryDestinations.get(name);
    const resourceArn = configuration?.destinationResourceArn ?? former?.resourceArn;
    if (resourceArn === undefined)
      throw deliveryValidation('The destination needs a destinationResourceArn.');
    const service = parseArn(resourceArn)?.service ?? '';
    const type = Object.entries(types).find(([vendor]) => vendor === service)?.[1];
    if (type === undefined) throw deliveryValidation(`The resource ${resourceArn} can be no destination.`);
    if (former !== undefined && (former.type !== type || former.outputFormat !== outputFormat)) {
      if (former.type !== type || outputFormat !== undefined) {
        throw deliveryValidation("Update to existing Delivery Destination's type or format is not allowed.");
      }
    }
    const format = former?.outputFormat ?? outputFormat;
    const destination: DeliveryDestination = {
      name,
      type,
      resourceArn,
      ...(format === undefined ? {} : { outputFormat: format }),
      ...(former?.policy === undefined ? {} : { policy: former.policy }),
      tags: { ...former?.tags, ...tags },
    };
    call.state.deliveryDestinations.set(name, destination);
    return { deliveryDestination: destinationOutput(call, destination) };
  },

  getDeliveryDestination: ({ name }, call) => ({
    deliveryDestination: destinationOutput(call, destinationNamed(call, name)),
  }),

  describeDeliveryDestinations({ nextToken, limit = pageSize }, call) {
    const found = [...call.state.deliveryDestinations.values()];
    const { rows, ...rest } = page(found, ({ name }) => name, { nextToken, limit });
    return { deliveryDestinations: rows.map((each) => destinationOutput(call, each)), ...rest };
  },

  deleteDeliveryDestination({ name }, call) {
    destinationNamed(call, name);
    if (isUsed(call, ({ destinationName }) => destinationName === name)) throw deliveryConflict();
    call.state.deliveryDestinations.delete(name);
    return {};
  },

  putDeliveryDestinationPolicy({ deliveryDestinationName, deliveryDestinationPolicy: policy }, call) {
    const destination = destinationNamed(call, deliveryDestinationName);
    call.state.deliveryDestinations.set(destination.name, { ...destination, policy });
    return { policy: { deliveryDestinationPolicy: policy } };
  },

  getDeliveryDestinationPolicy({ deliveryDestinationName }, call) {
    const { policy } = destinationNamed(call, deliveryDestinationName);
    return { policy: policy === undefined ? {} : { deliveryDestinationPolicy: policy } };
  },

  deleteDeliveryDestinationPolicy({ deliveryDestinationName }, call) {
    const { policy, ...destination } = destinationNamed(call, deliveryDestinationName);
    if (policy === undefined) throw noDeliveryPolicy();
    call.state.deliveryDestinations.set(destination.name, destination);
    return {};
  },
};

export const deliveries: Operations<CloudWatchLogs, State> = {
  ...destinations,

  putDeliverySource({ name, resourceArn, logType, tags = {}, deliverySourceConfiguration }, call) {
    if (deliverySourceConfiguration !== undefined) {
      call.notEmulated('logs:PutDeliverySource with deliverySourceConfiguration');
    }
    const service = parseArn(resourceArn)?.service ?? '';
    if (!sources.includes(service)) throw unknownLogSource();
    call.modelledOnly('logs: delivery sources (the services that would log are not emulated)');
    const former = call.state.deliverySources.get(name);
    if (former !== undefined && (former.resourceArn !== resourceArn || former.logType !== logType)) {
      throw deliveryConflict();
    }
    const source: DeliverySource = {
      name,
      resourceArn,
      service,
      logType,
      tags: { ...former?.tags, ...tags },
    };
    call.state.deliverySources.set(name, source);
    return { deliverySource: sourceOutput(call, source) };
  },

  getDeliverySource: ({ name }, call) => ({ deliverySource: sourceOutput(call, sourceNamed(call, name)) }),

  describeDeliverySources({ nextToken, limit = pageSize }, call) {
    const found = [...call.state.deliverySources.values()];
    const { rows, ...rest } = page(found, ({ name }) => name, { nextToken, limit });
    return { deliverySources: rows.map((each) => sourceOutput(call, each)), ...rest };
  },

  deleteDeliverySource({ name }, call) {
    sourceNamed(call, name);
    if (isUsed(call, ({ sourceName }) => sourceName === name)) throw deliveryConflict();
    call.state.deliverySources.delete(name);
    return {};
  },

  createDelivery(input, call) {
    const { deliverySourceName: sourceName, deliveryDestinationArn, recordFields, fieldDelimiter } = input;
    sourceNamed(call, sourceName);
    const destinationName = deliveryDestinationArn.slice(deliveryDestinationArn.lastIndexOf(':') + 1);
    const { type } = destinationNamed(call, destinationName);
    const isThere = isUsed(
      call,
      (each) =>
        each.sourceName === sourceName &&
        call.state.deliveryDestinations.get(each.destinationName)?.type === type,
    );
    if (isThere) throw deliveryConflict();
    const delivery: Delivery = {
      id: call
        .random('delivery id')
        .text(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
      sourceName,
      destinationName,
      ...(recordFields === undefined ? {} : { recordFields }),
      ...(fieldDelimiter === undefined ? {} : { fieldDelimiter }),
      ...(input.s3DeliveryConfiguration === undefined ? {} : { s3: input.s3DeliveryConfiguration }),
      tags: input.tags ?? {},
    };
    call.state.deliveries.set(delivery.id, delivery);
    return { delivery: deliveryOutput(call, delivery) };
  },

  getDelivery: ({ id }, call) => ({ delivery: deliveryOutput(call, deliveryAt(call, id)) }),

  describeDeliveries({ nextToken, limit = pageSize }, call) {
    const found = [...call.state.deliveries.values()];
    const { rows, ...rest } = page(found, ({ id }) => id, { nextToken, limit });
    return { deliveries: rows.map((each) => deliveryOutput(call, each)), ...rest };
  },

  deleteDelivery({ id }, call) {
    call.state.deliveries.delete(deliveryAt(call, id).id);
    return {};
  },
};
