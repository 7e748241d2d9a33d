import { claimOf } from '../../cloud/identify';
import { isRegion } from '../../cloud/regions';
import { decode, loadModel, modelledServices, type Protocol, type ServiceModel } from '../../cloud/protocols';
import type { HttpRequest } from '../../cloud/protocols';
import { services } from '../../services';

/** What a request to another cloud asks for, as far as our API models can read it. */
export interface ReadRequest {
  service: string;
  operation: string;
  region: string;
  accessKeyId: string | undefined;
  /** Where the service has a model: how an answer to the request is to be written. */
  answer: { model: ServiceModel; protocol: Protocol } | undefined;
  /** Names and ARNs by which the request names what it is about. */
  resources: readonly string[];
  /** What it is about, for people: an object's key, an item's. */
  subject?: string;
}

/** Members of inputs that name a resource, in all services. */
const naming = [
  'Bucket',
  'TableName',
  'QueueUrl',
  'QueueName',
  'TopicArn',
  'FunctionName',
  'KeyId',
  'StackName',
  'logGroupName',
  'stateMachineArn',
  'SecretId',
  'RoleArn',
];

/** Reads a request; one that can't be read keeps its service, under the operation `unknown`. */
export function readRequest(wire: HttpRequest): ReadRequest {
  const { accessKeyId, region, service } = claimOf(wire);
  const known = { service, region: isRegion(region) ? region : 'us-east-1', accessKeyId };
  const name = modelledServices.find((one) => one === service);
  if (name === undefined) return { ...known, operation: 'unknown', answer: undefined, resources: [] };
  const model = loadModel(name);
  try {
    const { operation, input, protocol } = decode(model, wire);
    const key = operation.charAt(0).toLowerCase() + operation.slice(1);
    const subject = services.find((one) => one.name === service)?.subjects[key]?.(input);
    const told = subject === undefined ? {} : { subject };
    return { ...known, operation, answer: { model, protocol }, resources: namedIn(input), ...told };
  } catch {
    // What it is then can't be told, and it goes on to the cloud, which has its own words for it.
    return { ...known, operation: 'unknown', answer: undefined, resources: [] };
  }
}

/** Transactions and batches name their tables deep inside. */
function namedIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namedIn);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date)
    return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    typeof member === 'string' ? (naming.includes(name) ? [member] : []) : namedIn(member),
  );
}
