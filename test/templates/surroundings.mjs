// What lies around a template when it is deployed: a bootstrapped account, the assets, and what others have made.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import { assetsOf } from './files.mjs';

const require = createRequire(import.meta.url);
const { Cloud } = require('../../dist/index.js');
const { S3 } = require('@aws-sdk/client-s3');
const { CloudFormation } = require('@aws-sdk/client-cloudformation');
const { IAM } = require('@aws-sdk/client-iam');
const { SSM } = require('@aws-sdk/client-ssm');

/** The cloud that every template's world is forked from. */
export function foundation() {
  return Cloud.embedded({ seed: 'templates' });
}

/** A world of its own for one template. */
export function worldOf(base, seed) {
  const place = { accountId: base.accountId, region: base.region };
  return Cloud.on(base.backend.fork({ seed }), place);
}

/** Publishes what the CDK would publish; code that isn't there is stood in for. */
export async function publishAssets(cloud, file, notes) {
  for (const { source, packaging, bucket, key } of assetsOf(file, cloud)) {
    const isThere = existsSync(source);
    if (!isThere) notes.push(`the asset ${key} is missing and was stood in for`);
    const body = isThere
      ? packaging === 'zip'
        ? zipped(source)
        : readFileSync(source)
      : stub('index.handler');
    await putObject(cloud, bucket, key, body);
  }
}

function zipped(source) {
  if (!statSync(source).isDirectory()) return readFileSync(source);
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return zipSync(
    Object.fromEntries(
      files.map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(source, path), readFileSync(path)];
      }),
    ),
  );
}

async function putObject(cloud, Bucket, Key, Body) {
  const s3 = cloud.aws(S3);
  await s3.createBucket({ Bucket }).catch((error) => {
    if (!/BucketAlready/.test(error.name)) throw error;
  });
  await s3.putObject({ Bucket, Key, Body });
}

/** Deletes every version of every object; false when there was none. */
export async function emptied(cloud, Bucket) {
  const s3 = cloud.aws(S3);
  const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket }).catch(() => ({}));
  const all = [...Versions, ...DeleteMarkers];
  for (const { Key, VersionId } of all) await s3.deleteObject({ Bucket, Key, VersionId });
  return all.length > 0;
}

/** Code that stands in for code which lies elsewhere. */
function stub(handler) {
  const [path = 'index'] = handler.split('.');
  const bytes = (text) => Buffer.from(text);
  return zipSync({
    [`${path}.js`]: bytes('exports.handler = exports.lambda_handler = exports.main = async () => ({});\n'),
    [`${path}.py`]: bytes('def handler(event, context):\n    return {}\n\nlambda_handler = main = handler\n'),
  });
}

/**
 * Puts something there that a failed deployment has missed: code in a foreign bucket, another stack's export.
 * Answers what it did, or undefined.
 */
export async function supplied(cloud, failure, template) {
  try {
    return await stoodIn(cloud, failure, template);
  } catch (error) {
    // A name that nothing can have: what is missed stays missing.
    if (error.$metadata === undefined) throw error;
    return undefined;
  }
}

async function stoodIn(cloud, { resource, properties, reason }, template) {
  const exportName = /No export named (\S+) found/.exec(reason)?.[1];
  if (exportName !== undefined) {
    await exporting(cloud, exportName);
    return `the export ${exportName} was made by another stack`;
  }
  const stored = /Unable to fetch parameters \[([^\]]+)\] from parameter store/.exec(reason)?.[1];
  if (stored !== undefined) {
    for (const Name of stored.split(', '))
      await cloud.aws(SSM).putParameter({ Name, Type: 'String', Value: valueNamed(Name), Overwrite: true });
    return `${stored} was put into Parameter Store`;
  }
  const attributes = template.attributes[resource] ?? [];
  const [, functionName] = /^.*Function not found: \S+:function:([\w-]+)/.exec(reason) ?? [];
  if (functionName !== undefined && properties.ServiceToken !== undefined) {
    await answering(cloud, functionName, attributes);
    return `the function ${functionName} that answers for ${resource} was stood in for`;
  }
  if (typeof properties.TemplateURL === 'string' && /^S3 error|must be a supported URL/.test(reason)) {
    const nested = placeOf(properties.TemplateURL);
    if (nested === undefined) return undefined;
    await putObject(cloud, nested.bucket, nested.key, nestedTemplate(properties, attributes));
    return `the template of ${resource}, ${properties.TemplateURL}, was stood in for`;
  }
  const [, group] = /The group with name (\S+) cannot be found/.exec(reason) ?? [];
  if (group !== undefined) {
    await cloud.aws(IAM).createGroup({ GroupName: group });
    return `the group ${group} was made before`;
  }
  if (typeof properties.Bucket === 'string' && /The specified bucket does not exist/.test(reason)) {
    await cloud.aws(S3).createBucket({ Bucket: properties.Bucket });
    return `the bucket ${properties.Bucket} was made before`;
  }
  const code = codeOf(properties);
  if (
    code !== undefined &&
    /NoSuchBucket|NoSuchKey|AccessDenied|PermanentRedirect|does not exist/.test(reason)
  ) {
    await putObject(cloud, code.bucket, code.key, stub(String(properties.Handler ?? 'index.handler')));
    return `the code of ${resource}, s3://${code.bucket}/${code.key}, was stood in for`;
  }
  return undefined;
}

function codeOf(properties) {
  const code = properties.Code ?? properties.Content;
  const { S3Bucket: bucket, S3Key: key } = typeof code === 'object' && code !== null ? code : {};
  return typeof bucket === 'string' && typeof key === 'string' ? { bucket, key } : undefined;
}

function placeOf(url) {
  const [, host = '', key = ''] = /^https:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  const bucket = /^(.+)\.s3[.-][\w.-]*amazonaws\.com$/.exec(host)?.[1];
  if (bucket !== undefined) return { bucket, key };
  const [first, ...rest] = key.split('/');
  return /^s3[.-]/.test(host) && rest.length > 0 ? { bucket: first, key: rest.join('/') } : undefined;
}

/** Takes the parameters that it is given and has the outputs that are read. */
function nestedTemplate({ Parameters = {} }, attributes) {
  const outputs = attributes.filter((one) => one.startsWith('Outputs.')).map((one) => one.slice(8));
  return JSON.stringify({
    Parameters: Object.fromEntries(Object.keys(Parameters).map((name) => [name, { Type: 'String' }])),
    Resources: { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
    Outputs: Object.fromEntries(outputs.map((name) => [name, { Value: valueNamed(name) }])),
  });
}

/** Runs as the function below: what the request has under an attribute's name is its value, parsed where it is JSON. */
const echo = `const response = require('cfn-response');
const found = (value, name) => {
  for (const [key, member] of Object.entries(value ?? {})) {
    if (key.toLowerCase() === name.toLowerCase()) return parsed(member);
    const inner = typeof member === 'object' ? found(member, name) : undefined;
    if (inner !== undefined) return inner;
  }
};
const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
exports.handler = (event, context) => {
  const data = {};
  for (const [name, value] of Object.entries(made)) data[name] = found(event.ResourceProperties, name) ?? value;
  response.send(event, context, response.SUCCESS, data);
};
`;

/** A function elsewhere in the account that answers custom resources with whatever is asked of them. */
async function answering(cloud, FunctionName, attributes) {
  const made = Object.fromEntries(attributes.map((name) => [name, valueNamed(name)]));
  const lines = [`const made = ${JSON.stringify(made)};`, echo];
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await cloud.aws(CloudFormation).createStack({
    StackName: `answers-${FunctionName.replaceAll(/[^A-Za-z0-9]/g, '-')}`,
    Capabilities: ['CAPABILITY_IAM'],
    TemplateBody: JSON.stringify({
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [trust] } } },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName,
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Code: { ZipFile: lines.join('\n') },
          },
        },
      },
    }),
  });
  await cloud.settle();
}

async function exporting(cloud, name) {
  const cfn = cloud.aws(CloudFormation);
  const value = valueNamed(name);
  const StackName = `exports-${name.replaceAll(/[^A-Za-z0-9]/g, '-')}`;
  await cfn.createStack({
    StackName,
    TemplateBody: JSON.stringify({
      Resources: { Group: { Type: 'AWS::Logs::LogGroup' } },
      Outputs: { Value: { Value: value, Export: { Name: name } } },
    }),
  });
  await cloud.settle();
}

/** What an export or parameter of such a name would hold. */
function valueNamed(name) {
  const forms = [
    [/subnets/i, 'subnet-0123456789abcdef0,subnet-0123456789abcdef1'],
    [/subnet/i, 'subnet-0123456789abcdef0'],
    [/cidr/i, '10.0.0.0/16'],
    [/vpc/i, 'vpc-0123456789abcdef0'],
    [/security.?group|\bsg\b/i, 'sg-0123456789abcdef0'],
    [/route.?table/i, 'rtb-0123456789abcdef0'],
    [/role.*arn/i, 'arn:aws:iam::000000000000:role/example'],
    [/topic/i, 'arn:aws:sns:us-east-1:000000000000:example'],
    [/(kms|key)/i, 'arn:aws:kms:us-east-1:000000000000:key/12345678-1234-4234-8234-123456789012'],
    [/(lambda|function|token)/i, 'arn:aws:lambda:us-east-1:000000000000:function:example'],
    [/arn/i, 'arn:aws:iam::000000000000:role/example'],
    [/ur[il]|endpoint/i, 'https://example.com'],
  ];
  return forms.find(([hint]) => hint.test(name))?.[1] ?? 'example';
}
