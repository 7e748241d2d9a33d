import {
  AwsError,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../../cloud/service';
import { ignoreMissing, number, record, text, type Properties } from './properties';

const waitMs = 1000;
const properties = ['CodeSha256', 'Description', 'FunctionName', 'ProvisionedConcurrencyConfig'] as const;

/** `AWS::Lambda::Version`: what the function is when the resource is made; every change makes another version. */
export const version: ResourceType = {
  properties,
  replaceOn: properties,

  create(request) {
    const { properties } = request;
    const FunctionName = text(properties, 'FunctionName');
    const before = versionsOf(request, FunctionName);
    const { FunctionArn: physicalId = '', Version = '' } = request.aws('lambda').publishVersion({
      FunctionName,
      CodeSha256: text(properties, 'CodeSha256'),
      Description: text(properties, 'Description'),
    });
    if (before.includes(Version)) {
      throw new AwsError(
        'AlreadyExists',
        `A version for this Lambda function exists ( ${Version} ). Modify the function to create a new version.`,
      );
    }
    return { done: false, waitMs, physicalId, attributes: { Version, FunctionArn: physicalId } };
  },

  check(request) {
    const { physicalId = '', memo } = request;
    const { State, Version } = request.aws('lambda').getFunctionConfiguration({ FunctionName: physicalId });
    const known = { physicalId, attributes: { Version, FunctionArn: physicalId } };
    if (State !== 'Active') return { ...known, done: false, waitMs };
    if (memo !== 'provisioning' && !provision(request, Version ?? '')) return { ...known, done: true };
    return { ...known, ...provisioned(request, Version ?? '') };
  },

  delete(request) {
    const { physicalId } = request;
    ignoreMissing(() => void request.aws('lambda').deleteFunction({ FunctionName: physicalId }));
    return { done: true };
  },
};

function versionsOf(request: ResourceRequest, FunctionName: string | undefined): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = request.aws('lambda').listVersionsByFunction({ FunctionName, Marker });
    found.push(...(page.Versions ?? []).map(({ Version }) => Version));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return found;
}

/** Asks for the provisioned concurrency of a version or an alias; false where the template has none. */
export function provision(request: ResourceRequest, Qualifier: string): boolean {
  const wanted = wantedOf(request.properties);
  if (wanted === undefined) return false;
  request.aws('lambda').putProvisionedConcurrencyConfig({
    FunctionName: text(request.properties, 'FunctionName'),
    Qualifier,
    ProvisionedConcurrentExecutions: wanted,
  });
  return true;
}

/** Whether the environments are ready; an allocation that failed fails the resource. */
export function provisioned(
  request: ResourceRequest,
  Qualifier: string,
): Pick<ResourceProgress, 'done' | 'waitMs' | 'memo'> {
  const { Status, StatusReason } = request.aws('lambda').getProvisionedConcurrencyConfig({
    FunctionName: text(request.properties, 'FunctionName'),
    Qualifier,
  });
  if (Status === 'FAILED') throw notStabilized(StatusReason ?? '');
  return Status === 'READY' ? { done: true } : { done: false, waitMs, memo: 'provisioning' };
}

export function wantedOf(properties: Properties): number | undefined {
  return number(record(properties, 'ProvisionedConcurrencyConfig') ?? {}, 'ProvisionedConcurrentExecutions');
}

function notStabilized(reason: string): AwsError {
  return new AwsError(
    'NotStabilized',
    `Provisioned Concurrency configuration failed to be applied. Reason: ${reason}`,
  );
}
