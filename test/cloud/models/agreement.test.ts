import * as applicationAutoScaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as events from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as states from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import * as xray from '@aws-sdk/client-xray';
import { loadModel, modelledServices, type ServiceModel } from '../../../framework/cloud/protocols';
import { compilePattern } from '../../../framework/cloud/protocols/validate';
import { accepted, acceptedElements, answers400 } from './differences';
import { elementName } from '../../../framework/cloud/protocols/xml-values';
import { ourOperation, sdkSchemas, sdkXmlNames, type SdkError, type SdkOperation } from './sdk-schemas';

const clients: Record<(typeof modelledServices)[number], object> = {
  s3,
  lambda,
  dynamodb,
  sqs,
  logs,
  iam,
  sts,
  kms,
  cloudformation,
  sns,
  events,
  cloudwatch,
  states,
  ssm,
  secretsmanager,
  'application-autoscaling': applicationAutoScaling,
  cloudtrail,
  xray,
};

/** S3's URIs in the SDK leave the bucket to the endpoint and carry the operation's name. */
function withoutBucket(uri: string): string {
  return `/${uri.replace('/{Bucket}', '').replace(/^\//, '')}`;
}

function withoutId(uri: string): string {
  return uri.replace(/([?&])x-id=\w+&?/, '$1').replace(/[?&]$/, '');
}

function operationDifferences(model: ServiceModel, theirs: SdkOperation): string[] {
  const ours = ourOperation(model, theirs.name);
  if (ours === undefined) return [`${theirs.name}: only in the SDK`];
  const out: string[] = [];
  const list = (what: string, names: string[]): void => {
    if (names.length > 0) out.push(`${theirs.name}: ${what} ${names.join(' ')}`);
  };
  if (theirs.http !== undefined && ours.http !== undefined) {
    const [method, uri, status] = ours.http;
    const same: unknown[] =
      model.service === 's3' ? [method, withoutBucket(uri), status] : [method, uri, status];
    const [theirMethod, theirUri, theirStatus] = theirs.http;
    const wanted: unknown[] = [theirMethod, withoutId(theirUri), theirStatus];
    if (same.join(' ') !== wanted.join(' '))
      out.push(`${theirs.name}: http ${wanted.join(' ')} not ${same.join(' ')}`);
  }
  list(
    'members only in the SDK',
    theirs.members.filter((name) => !ours.members.includes(name)),
  );
  list(
    'members only in the model',
    ours.members.filter((name) => !theirs.members.includes(name)),
  );
  list(
    'required only in the SDK',
    theirs.required.filter((name) => !ours.required.includes(name)),
  );
  list(
    'required only in the model',
    ours.required.filter((name) => !theirs.required.includes(name)),
  );
  return out;
}

function errorDifferences(model: ServiceModel, theirs: SdkError): string[] {
  const shape = model.error(theirs.name);
  const ours = shape?.error;
  if (shape === undefined || ours === undefined) return [`${theirs.name}: only in the SDK`];
  const out: string[] = [];
  const status = ours.status ?? (ours.server ? 500 : 400);
  const wanted = answers400.includes(model.service) && !theirs.server ? 400 : theirs.status;
  if (status !== wanted && !(answers400.includes(model.service) && theirs.server && status === 500)) {
    out.push(`${theirs.name}: status ${theirs.status} not ${status}`);
  }
  if (
    model.metadata.protocols.includes('query') &&
    (ours.code ?? theirs.name) !== (theirs.queryCode ?? theirs.name)
  ) {
    out.push(`${theirs.name}: code ${theirs.queryCode ?? theirs.name} not ${ours.code ?? theirs.name}`);
  }
  return out;
}

test.each(modelledServices)('the model of %s agrees with the SDK, known differences aside', (service) => {
  const model = loadModel(service);
  const { operations, errors } = sdkSchemas(clients[service]);
  expect(operations.length).toBeGreaterThan(10);
  const found = [
    ...operations.flatMap((operation) => operationDifferences(model, operation)),
    ...errors.flatMap((error) => errorDifferences(model, error)),
  ];
  expect(found.sort()).toEqual([...(accepted[service] ?? [])].sort());
});

test.each(modelledServices)('no operation of %s is unknown to the SDK', (service) => {
  const theirs = new Set(sdkSchemas(clients[service]).operations.map((operation) => operation.name));
  const model = loadModel(service);
  const own = model.operationNames.filter((name) => model.operation(name)?.targetPrefix === undefined);
  expect(own.filter((name) => !theirs.has(name))).toEqual([]);
});

test.each(modelledServices)(
  'each reference within the model of %s leads to a shape, and its patterns compile',
  (service) => {
    const model = loadModel(service);
    const seen = new Set<string>();
    const broken: string[] = [];
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const shape = model.shape(name);
      for (const member of [...shape.members.values(), shape.element, shape.key, shape.value]) {
        if (member !== undefined) visit(member.shape);
      }
      for (const member of shape.required) if (!shape.members.has(member)) broken.push(`${name}.${member}`);
      if (shape.pattern !== undefined && compilePattern(shape.pattern) === undefined)
        broken.push(`${name}: ${shape.pattern}`);
    };
    for (const name of model.operationNames) {
      const operation = model.operation(name);
      for (const shape of [operation?.input, operation?.output, ...(operation?.errors ?? [])]) {
        if (shape !== undefined) visit(shape);
      }
    }
    expect(broken).toEqual([]);
    expect(seen.size).toBeGreaterThan(50);
  },
);

test.each(['sqs', 's3'] as const)('elements of %s are named as in the SDK', (service) => {
  const model = loadModel(service);
  const newer = new Set<string>(acceptedElements);
  const wrong: string[] = [];
  const names = sdkXmlNames(clients[service]);
  for (const [path, wanted] of names) {
    const [structure = '', name] = path.split('.');
    if (newer.has(path)) continue;
    const shape = model.shape(structure);
    const member = name === undefined ? undefined : shape.members.get(name);
    const ours =
      name === undefined ? (shape.locationName ?? shape.name) : member && elementName(model, member);
    if (ours !== wanted) wrong.push(`${path}: ${wanted} not ${ours}`);
  }
  expect(wrong).toEqual([]);
  expect(names.size).toBeGreaterThan(30);
});

test('there is no model of a service that is not listed', () => {
  expect(() => loadModel('ec2')).toThrow('There is no API model of a service named ec2.');
  expect(() => loadModel('__proto__')).toThrow('There is no API model of a service named __proto__.');
});
