import { dirname, join, resolve } from 'node:path';
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  type Capability,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { canonicalJson, sha256, StormError } from '../kernel';
import {
  ArchiveError,
  checkTemplate,
  localCode,
  packaged,
  parseTemplate,
  placeOf,
  TemplateError,
  unzip,
  zipFolder,
  type Place,
  type Template,
  type Upload,
} from '../template';
import type { Cloud } from './cloud';
import { Sources } from './sources';
import { Stack } from './stack';

export interface DeployOptions {
  /** By default the name of the template's folder. */
  stackName?: string;
  parameters?: Record<string, string>;
  /** What the deployer acknowledges; everything by default, unlike AWS, where naming it is a safety catch. */
  capabilities?: readonly Capability[];
  tags?: Record<string, string>;
  /** Deploy as this role, and hand CloudFormation no more than it may do. */
  as?: string;
  sources?: Sources;
}

/**
 * The most that CloudFormation takes in a request body; a larger template goes through S3. See
 * aws-behaviour.md 8.3.
 */
const bodyMax = 51_200;
const waitSecondsMax = 7200;
/** What a package may unpack to. See aws-behaviour.md 1.2. */
const unpackedLimits = { totalBytes: 262_144_000, files: 65_536 };

/** Deploys a template file: packages its local code, creates the stack and waits, through the SDK's clients alone. */
export async function deploy(cloud: Cloud, file: string, options: DeployOptions = {}): Promise<Stack> {
  const sources = options.sources ?? new Sources();
  const template = readTemplate(file, sources);
  const stackName =
    options.stackName ?? (dirname(resolve(file)).split('/').at(-1) ?? 'stack').replace(/[^A-Za-z0-9-]/g, '-');
  return cloud.play(async () => {
    const body = packaged(template, await upload(cloud, template, sources));
    const client = cloud.aws(CloudFormation, options.as === undefined ? {} : { as: options.as });
    const { StackId } = await client.createStack({
      StackName: stackName,
      ...(body.length <= bodyMax ? { TemplateBody: body } : { TemplateURL: await uploadBody(cloud, body) }),
      Parameters: Object.entries(options.parameters ?? {}).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Capabilities: [...(options.capabilities ?? ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'])],
      Tags: Object.entries(options.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    });
    const stackId = StackId ?? stackName;
    const waited = await waitUntilStackCreateComplete(
      { client, maxWaitTime: waitSecondsMax },
      { StackName: stackId },
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (waited !== undefined) throw await deployFailed(client, stackId, stackName, template, waited);
    return Stack.read(cloud, stackId, template);
  });
}

/** Reads and checks a template; what is wrong is said with file, line and column. */
export function readTemplate(file: string, sources: Sources): Template {
  try {
    const template = parseTemplate(sources.text(file, 'template'), file);
    const [problem] = checkTemplate(template);
    if (problem !== undefined) throw problem;
    return template;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new StormError(
      error.code === 'StormNotEmulated' ? 'STORM_NOT_EMULATED' : 'STORM_BAD_INPUT',
      `${placeText(error.place) ?? file}: ${error.awsMessage}`,
      { ...(error.hint === undefined ? {} : { fix: error.hint }), cause: error },
    );
  }
}

function placeText(place: Place | undefined): string | undefined {
  return place === undefined ? undefined : `${place.file}:${place.line}:${place.column}`;
}

/** The bucket that packages go to, one for each account and region, as `aws cloudformation package` would be given. */
async function stagingBucket(cloud: Cloud): Promise<string> {
  const bucket = `stormproof-packages-${cloud.accountId}-${cloud.region}`;
  const s3 = cloud.aws(S3);
  const exists = await s3.headBucket({ Bucket: bucket }).then(
    () => true,
    () => false,
  );
  if (!exists) {
    await s3.createBucket({
      Bucket: bucket,
      ...(cloud.region === 'us-east-1'
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: constraint(cloud.region) } }),
    });
  }
  return bucket;
}

function constraint(region: string): 'eu-west-1' {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK sends any name as it is
  return region as 'eu-west-1';
}

async function upload(cloud: Cloud, template: Template, sources: Sources): Promise<Record<string, Upload>> {
  const uploads: Record<string, Upload> = {};
  for (const { logicalId, folder } of localCode(template)) {
    const zip = packageOf(join(dirname(template.file), folder), logicalId, sources);
    const bucket = await stagingBucket(cloud);
    const key = `${sha256(zip).slice(0, 32)}.zip`;
    await cloud.aws(S3).putObject({ Bucket: bucket, Key: key, Body: zip });
    uploads[logicalId] = { bucket, key, region: cloud.region };
  }
  return uploads;
}

/** The zip of a code folder; a file that is a zip already is taken as it is, once it has shown to be harmless. */
function packageOf(path: string, logicalId: string, sources: Sources): Uint8Array {
  const files = sources.folder(path, `code folder of ${logicalId}`);
  const [archive] = files;
  if (!/\.(zip|jar)$/.test(path) || archive === undefined) return zipFolder(files);
  try {
    unzip(archive.bytes, unpackedLimits);
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new StormError(
      'STORM_BAD_INPUT',
      `The package ${path} of ${logicalId} can't be unpacked: ${cause.message}.`,
      {
        fix: 'pack the folder anew, with paths that stay inside of it',
        cause,
      },
    );
  }
  return archive.bytes;
}

async function uploadBody(cloud: Cloud, body: string): Promise<string> {
  const bucket = await stagingBucket(cloud);
  const key = `${sha256(body).slice(0, 32)}.template`;
  await cloud.aws(S3).putObject({ Bucket: bucket, Key: key, Body: body });
  return `https://${bucket}.s3.${cloud.region}.amazonaws.com/${key}`;
}

async function deployFailed(
  client: CloudFormation,
  stackId: string,
  stackName: string,
  template: Template,
  cause: unknown,
): Promise<StormError> {
  const { StackEvents = [] } = await client.describeStackEvents({ StackName: stackId });
  const failures = StackEvents.filter(isFailure).reverse();
  const [first] = failures;
  const lines = failures.map(
    (event) =>
      `  ${event.LogicalResourceId ?? '?'}  ${event.ResourceStatus ?? ''}  ${event.ResourceStatusReason ?? ''}`,
  );
  const place =
    first === undefined ? undefined : placeOf(template, ['Resources', first.LogicalResourceId ?? '']);
  const status =
    StackEvents.find((event) => event.LogicalResourceId === stackName)?.ResourceStatus ?? 'unknown';
  return new StormError(
    'STORM_DEPLOY_FAILED',
    `The stack ${stackName} ended in ${status}.\n\n${lines.join('\n')}`,
    {
      fix: `look at ${first?.LogicalResourceId ?? 'the stack'}  ${placeText(place) ?? template.file}`,
      cause,
    },
  );
}

function isFailure(event: StackEvent): boolean {
  return (
    (event.ResourceStatus ?? '').endsWith('_FAILED') && !/cancelled/.test(event.ResourceStatusReason ?? '')
  );
}

/** A name for a deployed template's content, for the repro file. */
export function templateHash(template: Template): string {
  return sha256(canonicalJson(template.body)).slice(0, 16);
}
