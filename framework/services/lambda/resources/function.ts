import type { CreateFunctionRequest, FunctionCode } from '@aws-sdk/client-lambda';
import {
  AwsError,
  resourceTags,
  tagChanges,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../../cloud/service';
import { allRuntimes } from '../functions/runtimes';
import { inlinePackage } from './inline-code';
import { readFunction } from './function-readout';
import { oneOf, someOf, ignoreMissing, number, record, text, texts, type Properties } from './properties';

const functionNameMax = 64;
const waitMs = 500;
const architectures = ['x86_64', 'arm64'] as const;
const settings = [
  'DeadLetterConfig',
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
  'TracingConfig',
  'VpcConfig',
] as const;

/** `AWS::Lambda::Function`; an update sets the code first and then, once that is in force, the configuration. */
export const lambdaFunction: ResourceType = {
  properties: [
    ...settings,
    'Architectures',
    'Code',
    'FunctionName',
    'PackageType',
    'ReservedConcurrentExecutions',
    'Tags',
  ],
  replaceOn: ['FunctionName', 'PackageType'],
  read: readFunction,

  create(request) {
    const { properties } = request;
    const name = text(properties, 'FunctionName') ?? request.generatedName(functionNameMax);
    if (exists(request, name)) {
      throw new AwsError(
        'AlreadyExists',
        `Resource of type 'AWS::Lambda::Function' with identifier '${name}' already exists.`,
      );
    }
    const { byName: tags } = resourceTags(request);
    request.aws('lambda').createFunction({
      ...settingsOf(properties),
      Architectures: someOf(properties, 'Architectures', architectures),
      PackageType: oneOf(properties, 'PackageType', ['Zip', 'Image']),
      Tags: Object.keys(tags).length === 0 ? undefined : tags,
      FunctionName: name,
      Role: text(properties, 'Role'),
      Code: codeOf(properties),
    });
    request.made?.(name);
    setConcurrency(request, name);
    return progress(request, name);
  },

  update(request) {
    const { physicalId: name = '', properties, previous = {} } = request;
    setConcurrency(request, name);
    setTags(request, name);
    const isNewCode = differs(properties, previous, ['Code', 'Architectures']);
    const isNewConfiguration = differs(properties, previous, settings);
    if (!isNewCode) {
      if (isNewConfiguration) configure(request, name);
      return progress(request, name);
    }
    request.aws('lambda').updateFunctionCode({
      FunctionName: name,
      ...codeOf(properties),
      Architectures: someOf(properties, 'Architectures', architectures),
    });
    return { ...progress(request, name), memo: isNewConfiguration ? 'configure' : null };
  },

  check(request) {
    const { physicalId: name = '' } = request;
    const now = progress(request, name);
    if (request.memo !== 'configure') return now;
    if (!now.done) return { ...now, memo: 'configure' };
    configure(request, name);
    return progress(request, name);
  },

  delete(request) {
    const { physicalId: name = '' } = request;
    ignoreMissing(() => void request.aws('lambda').deleteFunction({ FunctionName: name }));
    return { done: true };
  },
};

function progress(request: ResourceRequest, name: string): ResourceProgress {
  const { FunctionArn, State, LastUpdateStatus } = request
    .aws('lambda')
    .getFunctionConfiguration({ FunctionName: name });
  const done = State === 'Active' && LastUpdateStatus !== 'InProgress';
  return { done, ...(done ? {} : { waitMs }), physicalId: name, attributes: { Arn: FunctionArn } };
}

function exists(request: ResourceRequest, name: string): boolean {
  let isThere = false;
  ignoreMissing(() => {
    request.aws('lambda').getFunctionConfiguration({ FunctionName: name });
    isThere = true;
  });
  return isThere;
}

/** What the template leaves out goes back to its default. */
function configure(request: ResourceRequest, name: string): void {
  const wanted = settingsOf(request.properties);
  request.aws('lambda').updateFunctionConfiguration({
    ...wanted,
    FunctionName: name,
    Role: text(request.properties, 'Role'),
    Description: wanted.Description ?? '',
    Timeout: wanted.Timeout ?? 3,
    MemorySize: wanted.MemorySize ?? 128,
    EphemeralStorage: wanted.EphemeralStorage ?? { Size: 512 },
    DeadLetterConfig: wanted.DeadLetterConfig ?? { TargetArn: '' },
    Environment: wanted.Environment ?? {},
    TracingConfig: wanted.TracingConfig ?? { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}`, ...wanted.LoggingConfig },
    Layers: wanted.Layers ?? [],
  });
}

/** The template's settings in the API's form. */
function settingsOf(properties: Properties): Omit<CreateFunctionRequest, 'FunctionName' | 'Role' | 'Code'> {
  const size = number(record(properties, 'EphemeralStorage') ?? {}, 'Size');
  const variables = record(record(properties, 'Environment') ?? {}, 'Variables');
  const vpc = record(properties, 'VpcConfig');
  return {
    Description: text(properties, 'Description'),
    Handler: text(properties, 'Handler'),
    Runtime: oneOf(properties, 'Runtime', allRuntimes),
    Timeout: number(properties, 'Timeout'),
    MemorySize: number(properties, 'MemorySize'),
    EphemeralStorage: size === undefined ? undefined : { Size: size },
    Environment:
      variables === undefined
        ? undefined
        : {
            Variables: Object.fromEntries(
              Object.entries(variables).map(([key, value]) => [key, String(value)]),
            ),
          },
    DeadLetterConfig: record(properties, 'DeadLetterConfig'),
    TracingConfig: record(properties, 'TracingConfig'),
    LoggingConfig: record(properties, 'LoggingConfig'),
    Layers: texts(properties, 'Layers'),
    VpcConfig:
      vpc === undefined
        ? undefined
        : { SubnetIds: texts(vpc, 'SubnetIds'), SecurityGroupIds: texts(vpc, 'SecurityGroupIds') },
  };
}

/** Where the code lies; inline code becomes `index.js` or `index.py`, as AWS stores it for each runtime. */
function codeOf(properties: Properties): Omit<FunctionCode, 'ZipFile'> & { ZipFile?: Uint8Array } {
  const code = record(properties, 'Code') ?? {};
  const source = text(code, 'ZipFile');
  if (source !== undefined) return { ZipFile: inlinePackage(source, text(properties, 'Runtime')) };
  return {
    S3Bucket: text(code, 'S3Bucket'),
    S3Key: text(code, 'S3Key'),
    S3ObjectVersion: text(code, 'S3ObjectVersion'),
    ImageUri: text(code, 'ImageUri'),
    SourceKMSKeyArn: text(code, 'SourceKMSKeyArn'),
  };
}

function setConcurrency(request: ResourceRequest, FunctionName: string): void {
  const after = number(request.properties, 'ReservedConcurrentExecutions');
  const before = number(request.previous ?? {}, 'ReservedConcurrentExecutions');
  if (after === before) return;
  const lambda = request.aws('lambda');
  if (after === undefined) lambda.deleteFunctionConcurrency({ FunctionName });
  else lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: after });
}

function setTags(request: ResourceRequest, name: string): void {
  const lambda = request.aws('lambda');
  const Resource = lambda.getFunctionConfiguration({ FunctionName: name }).FunctionArn;
  const { byName: Tags, gone: TagKeys } = tagChanges(request);
  if (TagKeys.length > 0) lambda.untagResource({ Resource, TagKeys });
  if (Object.keys(Tags).length > 0) lambda.tagResource({ Resource, Tags });
}

function differs(after: Properties, before: Properties, names: readonly string[]): boolean {
  return names.some((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
}
