import { isMap, own, put, type Template, type Value, type ValueMap } from '../template';

/** What a property takes in place of a local path. */
type Location = 'code' | 'bucketAndKey' | 'url';

interface LocalProperty {
  path: readonly string[];
  location: Location;
}

/**
 * Properties that `aws cloudformation package` uploads when they hold a local path.
 *
 * https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
 */
const localProperties: Record<string, LocalProperty> = {
  'AWS::Lambda::Function': { path: ['Code'], location: 'code' },
  'AWS::Lambda::LayerVersion': { path: ['Content'], location: 'code' },
  'AWS::Serverless::Function': { path: ['CodeUri'], location: 'url' },
  'AWS::Serverless::LayerVersion': { path: ['ContentUri'], location: 'url' },
  'AWS::CloudFormation::Stack': { path: ['TemplateURL'], location: 'url' },
  'AWS::StepFunctions::StateMachine': { path: ['DefinitionS3Location'], location: 'bucketAndKey' },
  'AWS::ApiGateway::RestApi': { path: ['BodyS3Location'], location: 'bucketAndKey' },
};

/** A local path in a template that has to be uploaded before CloudFormation can read it. */
export interface LocalCode {
  logicalId: string;
  type: string;
  /** The property as a path under `Properties`. */
  property: string;
  /** The path as written, relative to the template. */
  folder: string;
}

/** Where an upload lies. */
export interface Upload {
  bucket: string;
  key: string;
  region: string;
  version?: string;
}

/** What has to be uploaded, in the order of the template. Inline code, S3 locations and URLs are left alone. */
export function localCode(template: Template): LocalCode[] {
  return Object.entries(template.resources).flatMap(([logicalId, resource]) => {
    const found = localValue(resource);
    if (found === undefined) return [];
    return [{ logicalId, type: found.type, property: found.property.path.join('.'), folder: found.folder }];
  });
}

/**
 * The template as text with every uploaded path replaced by its place in S3, as JSON that means the same.
 *
 * `uploads` is by logical id; a path without an upload stays, for CloudFormation to refuse.
 */
export function packaged(template: Template, uploads: Record<string, Upload>): string {
  const resources: ValueMap = {};
  for (const [logicalId, resource] of Object.entries(template.resources)) {
    const found = localValue(resource);
    const upload = Object.hasOwn(uploads, logicalId) ? uploads[logicalId] : undefined;
    if (found === undefined || upload === undefined || !isMap(resource)) put(resources, logicalId, resource);
    else
      put(
        resources,
        logicalId,
        replaced(resource, ['Properties', ...found.property.path], s3Location(found, upload)),
      );
  }
  const body: ValueMap = {};
  for (const [name, value] of Object.entries(template.body))
    put(body, name, name === 'Resources' ? resources : value);
  return JSON.stringify(body, null, 2);
}

interface Found {
  type: string;
  property: LocalProperty;
  folder: string;
}

function localValue(resource: Value): Found | undefined {
  const type = isMap(resource) ? own(resource, 'Type') : undefined;
  const property =
    typeof type === 'string' && Object.hasOwn(localProperties, type) ? localProperties[type] : undefined;
  if (typeof type !== 'string' || property === undefined) return undefined;
  let value: Value | undefined = resource;
  for (const step of ['Properties', ...property.path]) value = isMap(value) ? own(value, step) : undefined;
  if (typeof value !== 'string' || /^(?:(?:s3|https?):\/\/|\{\{resolve:)/.test(value)) return undefined;
  return { type, property, folder: value };
}

function s3Location(found: Found, upload: Upload): Value {
  const { bucket, key, region, version } = upload;
  switch (found.property.location) {
    case 'code':
      return { S3Bucket: bucket, S3Key: key, ...(version === undefined ? {} : { S3ObjectVersion: version }) };
    case 'bucketAndKey':
      return { Bucket: bucket, Key: key, ...(version === undefined ? {} : { Version: version }) };
    default:
      if (found.type !== 'AWS::CloudFormation::Stack') return `s3://${bucket}/${key}`;
      return `https://s3.${region}.amazonaws.com/${bucket}/${key}`;
  }
}

function replaced(map: ValueMap, path: readonly string[], value: Value): ValueMap {
  const [step, ...rest] = path;
  const copy: ValueMap = {};
  for (const [name, member] of Object.entries(map)) {
    const inner = rest.length > 0 && isMap(member) ? replaced(member, rest, value) : value;
    put(copy, name, name === step ? inner : member);
  }
  return copy;
}
