import { partitionOf, urlSuffixOf } from '../cloud/arn';

interface Place {
  accountId: string;
  region: string;
}

type Attribute = (physicalId: string, place: Place) => string;

const regional =
  (service: string, prefix = ''): Attribute =>
  (name, { accountId, region }) =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${prefix}${name}`;

/** Attributes whose form AWS fixes, by resource type. */
const attributes: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  'AWS::DynamoDB::Table': { Arn: regional('dynamodb', 'table/') },
  'AWS::IAM::Role': {
    Arn: (name, { accountId, region }) => `arn:${partitionOf(region)}:iam::${accountId}:role/${name}`,
  },
  'AWS::KMS::Key': { Arn: regional('kms', 'key/') },
  'AWS::Lambda::Function': { Arn: regional('lambda', 'function:') },
  'AWS::Logs::LogGroup': { Arn: (name, place) => `${regional('logs', 'log-group:')(name, place)}:*` },
  'AWS::S3::Bucket': {
    Arn: (name, { region }) => `arn:${partitionOf(region)}:s3:::${name}`,
    DomainName: (name, { region }) => `${name}.s3.${urlSuffixOf(region)}`,
    RegionalDomainName: (name, { region }) => `${name}.s3.${region}.${urlSuffixOf(region)}`,
  },
  'AWS::SQS::Queue': {
    Arn: (url, place) => regional('sqs')(url.slice(url.lastIndexOf('/') + 1), place),
    QueueName: (url) => url.slice(url.lastIndexOf('/') + 1),
    QueueUrl: (url) => url,
  },
};

/** An attribute of a resource, worked out from its physical id; undefined where AWS fixes no form. */
export function attributeOf(
  type: string,
  attribute: string,
  physicalId: string,
  place: Place,
): string | undefined {
  const byName = Object.hasOwn(attributes, type) ? attributes[type] : undefined;
  const form = byName !== undefined && Object.hasOwn(byName, attribute) ? byName[attribute] : undefined;
  return form?.(physicalId, place);
}
