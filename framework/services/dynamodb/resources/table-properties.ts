import type {
  AttributeDefinition,
  GlobalSecondaryIndex,
  KeySchemaElement,
  OnDemandThroughput,
  Projection,
  ProvisionedThroughput,
  SSESpecification,
  StreamSpecification,
  WarmThroughput,
} from '@aws-sdk/client-dynamodb';
import { flag, number, oneOf, type Properties, record, records, text } from './properties';

export function attributeDefinitions(properties: Properties): AttributeDefinition[] {
  return records(properties, 'AttributeDefinitions').map((definition) => ({
    AttributeName: text(definition, 'AttributeName'),
    AttributeType: oneOf(definition, 'AttributeType', ['S', 'N', 'B']),
  }));
}

export function keySchema(properties: Properties): KeySchemaElement[] {
  return records(properties, 'KeySchema').map((element) => ({
    AttributeName: text(element, 'AttributeName'),
    KeyType: oneOf(element, 'KeyType', ['HASH', 'RANGE']),
  }));
}

export function billingMode(properties: Properties): 'PROVISIONED' | 'PAY_PER_REQUEST' {
  return oneOf(properties, 'BillingMode', ['PROVISIONED', 'PAY_PER_REQUEST']) ?? 'PROVISIONED';
}

export function throughput(properties: Properties): ProvisionedThroughput | undefined {
  const given = record(properties, 'ProvisionedThroughput');
  if (given === undefined) return undefined;
  return {
    ReadCapacityUnits: number(given, 'ReadCapacityUnits'),
    WriteCapacityUnits: number(given, 'WriteCapacityUnits'),
  };
}

export function onDemandThroughput(properties: Properties): OnDemandThroughput | undefined {
  const given = record(properties, 'OnDemandThroughput');
  if (given === undefined) return undefined;
  return {
    MaxReadRequestUnits: number(given, 'MaxReadRequestUnits'),
    MaxWriteRequestUnits: number(given, 'MaxWriteRequestUnits'),
  };
}

export function warmThroughput(properties: Properties): WarmThroughput | undefined {
  const given = record(properties, 'WarmThroughput');
  if (given === undefined) return undefined;
  return {
    ReadUnitsPerSecond: number(given, 'ReadUnitsPerSecond'),
    WriteUnitsPerSecond: number(given, 'WriteUnitsPerSecond'),
  };
}

function projection(properties: Properties): Projection {
  const given = record(properties, 'Projection') ?? {};
  const names = given['NonKeyAttributes'];
  return {
    ProjectionType: oneOf(given, 'ProjectionType', ['ALL', 'KEYS_ONLY', 'INCLUDE']),
    ...(Array.isArray(names) ? { NonKeyAttributes: names.map(String) } : {}),
  };
}

export function localIndex(properties: Properties): {
  IndexName: string | undefined;
  KeySchema: KeySchemaElement[];
  Projection: Projection;
} {
  return {
    IndexName: text(properties, 'IndexName'),
    KeySchema: keySchema(properties),
    Projection: projection(properties),
  };
}

export function globalIndex(properties: Properties): GlobalSecondaryIndex {
  return {
    ...localIndex(properties),
    ProvisionedThroughput: throughput(properties),
    OnDemandThroughput: onDemandThroughput(properties),
    WarmThroughput: warmThroughput(properties),
  };
}

/** `ResourcePolicy`, which a template has as an object. */
export function policyText(properties: Properties): string | undefined {
  const document = record(properties, 'ResourcePolicy')?.['PolicyDocument'];
  return document === undefined ? undefined : JSON.stringify(document);
}

export const streamPolicyText = (properties: Properties): string | undefined =>
  policyText(record(properties, 'StreamSpecification') ?? {});

/** A template that names a stream's view has the stream. */
export function streamSpecification(properties: Properties): StreamSpecification | undefined {
  const given = record(properties, 'StreamSpecification');
  if (given === undefined) return undefined;
  const views = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const;
  return { StreamEnabled: true, StreamViewType: oneOf(given, 'StreamViewType', views) };
}

/** A key without its type is one of KMS: CloudFormation says so itself, DynamoDB wants to be told. */
export function sseSpecification(properties: Properties): SSESpecification | undefined {
  const given = record(properties, 'SSESpecification');
  if (given === undefined) return undefined;
  const Enabled = flag(given, 'SSEEnabled') ?? false;
  const SSEType = oneOf(given, 'SSEType', ['AES256', 'KMS']);
  const KMSMasterKeyId = text(given, 'KMSMasterKeyId');
  return {
    Enabled,
    SSEType: SSEType ?? (Enabled && KMSMasterKeyId !== undefined ? 'KMS' : undefined),
    KMSMasterKeyId,
  };
}
