/** What a stack is made of, made ready for CloudFormation: its template read and checked, its local code packaged. */
import { dirname, join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { sha256, StormError } from '../kernel';
import {
  ArchiveError,
  checkTemplate,
  localCode,
  packaged,
  parseTemplate,
  TemplateError,
  unzip,
  zipFolder,
  type ArchiveFile,
  type Place,
  type Template,
  type Upload,
} from '../template';
import type { Cloud } from './cloud';
import type { Sources } from './sources';

/**
 * The most that CloudFormation takes in a request body; a larger template goes through S3. See
 * aws-behaviour.md 8.3.
 */
const bodyMax = 51_200;
/** What a package may unpack to. See aws-behaviour.md 1.2. */
const unpackedLimits = { totalBytes: 262_144_000, files: 65_536 };

/** The template as a request says it: packaged, in the body or, where it is too large for that, in S3. */
export async function templateInput(
  cloud: Cloud,
  template: Template,
  sources: Sources,
): Promise<{ TemplateBody: string } | { TemplateURL: string }> {
  const body = packaged(template, await upload(cloud, template, sources));
  return body.length <= bodyMax ? { TemplateBody: body } : { TemplateURL: await uploadBody(cloud, body) };
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

/** `file:line:column`. */
export function placeText(place: Place | undefined): string | undefined {
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

async function upload(
  cloud: Cloud,
  template: Template,
  sources: Sources,
  nestedIn: readonly string[] = [],
): Promise<Record<string, Upload>> {
  const uploads: Record<string, Upload> = {};
  for (const { logicalId, type, folder } of localCode(template)) {
    const path = join(dirname(template.file), folder);
    if (type === 'AWS::CloudFormation::Stack') {
      uploads[logicalId] = await uploadNested(cloud, path, sources, [...nestedIn, template.file]);
      continue;
    }
    const zip = packageOf(
      path,
      logicalId,
      sources,
      (files) => cloud.backend.invocations?.packaged(template, logicalId, files) ?? files,
    );
    const bucket = await stagingBucket(cloud);
    const key = `${sha256(zip).slice(0, 32)}.zip`;
    await cloud.aws(S3).putObject({ Bucket: bucket, Key: key, Body: zip });
    uploads[logicalId] = { bucket, key, region: cloud.region };
  }
  return uploads;
}

/** The zip of a code folder; a file that is a zip already is taken as it is, once it has shown to be harmless. */
function packageOf(
  path: string,
  logicalId: string,
  sources: Sources,
  withMore: (files: ArchiveFile[]) => ArchiveFile[],
): Uint8Array {
  const files = sources.folder(path, `code folder of ${logicalId}`);
  const [archive] = files;
  if (!/\.(zip|jar)$/.test(path) || archive === undefined) return zipFolder(withMore(files));
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

/** A nested stack's template, packaged itself. */
async function uploadNested(
  cloud: Cloud,
  path: string,
  sources: Sources,
  nestedIn: readonly string[],
): Promise<Upload> {
  if (nestedIn.some((file) => join(file) === path))
    throw new StormError('STORM_BAD_INPUT', `The template ${path} nests itself.`, {
      fix: [...nestedIn, path].join(' -> '),
    });
  const nested = readTemplate(path, sources);
  const body = packaged(nested, await upload(cloud, nested, sources, nestedIn));
  return { ...(await putBody(cloud, body)), region: cloud.region };
}

async function putBody(cloud: Cloud, body: string): Promise<{ bucket: string; key: string }> {
  const bucket = await stagingBucket(cloud);
  const key = `${sha256(body).slice(0, 32)}.template`;
  await cloud.aws(S3).putObject({ Bucket: bucket, Key: key, Body: body });
  return { bucket, key };
}

async function uploadBody(cloud: Cloud, body: string): Promise<string> {
  const { bucket, key } = await putBody(cloud, body);
  const { endpoint } = cloud.backend;
  return endpoint === undefined
    ? `https://${bucket}.s3.${cloud.region}.amazonaws.com/${key}`
    : `${endpoint}/${bucket}/${key}`;
}
