import type { TableDescription } from '@aws-sdk/client-dynamodb';
import {
  AwsError,
  resourceTags,
  tagChanges,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../../cloud/service';
import { flag, number, oneOf, type Properties, record, records, text } from './properties';
import {
  attributeDefinitions,
  billingMode,
  globalIndex,
  keySchema,
  localIndex,
  onDemandThroughput,
  policyText,
  sseSpecification,
  streamPolicyText,
  streamSpecification,
  throughput,
  warmThroughput,
} from './table-properties';
import { readTable } from './table-readout';
import { updateSteps } from './table-update';

const POLL_MS = 1000;

/** `AWS::DynamoDB::Table`. A created table is awaited, then the settings follow that CreateTable does not take. */
export const tableResource: ResourceType = {
  properties: [
    'AttributeDefinitions',
    'BillingMode',
    'DeletionProtectionEnabled',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'OnDemandThroughput',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'ResourcePolicy',
    'SSESpecification',
    'StreamSpecification',
    'TableClass',
    'TableName',
    'Tags',
    'TimeToLiveSpecification',
    'WarmThroughput',
  ],
  replaceOn: ['KeySchema', 'LocalSecondaryIndexes', 'TableName'],
  read: readTable,

  create(request) {
    const { properties } = request;
    const TableName = text(properties, 'TableName') ?? request.generatedName(255);
    const locals = records(properties, 'LocalSecondaryIndexes').map(localIndex);
    const globals = records(properties, 'GlobalSecondaryIndexes').map(globalIndex);
    const { TableDescription } = request.aws('dynamodb').createTable({
      TableName,
      AttributeDefinitions: attributeDefinitions(properties),
      KeySchema: keySchema(properties),
      BillingMode: billingMode(properties),
      ProvisionedThroughput: throughput(properties),
      OnDemandThroughput: onDemandThroughput(properties),
      WarmThroughput: warmThroughput(properties),
      LocalSecondaryIndexes: locals.length > 0 ? locals : undefined,
      GlobalSecondaryIndexes: globals.length > 0 ? globals : undefined,
      TableClass: oneOf(properties, 'TableClass', ['STANDARD', 'STANDARD_INFREQUENT_ACCESS']),
      DeletionProtectionEnabled: flag(properties, 'DeletionProtectionEnabled'),
      SSESpecification: sseSpecification(properties),
      ResourcePolicy: policyText(properties),
      StreamSpecification: streamSpecification(properties),
      Tags: resourceTags(request).list,
    });
    return {
      done: false,
      waitMs: POLL_MS,
      physicalId: TableName,
      attributes: attributesOf(TableDescription),
      memo: 'created',
    };
  },

  /** Waits until the table and its indexes are active, then takes the next step that is left to do. */
  check(request) {
    const { physicalId: TableName = '', memo } = request;
    const { Table = {} } = request.aws('dynamodb').describeTable({ TableName });
    const indexes = Table.GlobalSecondaryIndexes ?? [];
    const isActive =
      Table.TableStatus === 'ACTIVE' &&
      Table.WarmThroughput?.Status === 'ACTIVE' &&
      indexes.every(
        ({ IndexStatus, WarmThroughput }) => IndexStatus === 'ACTIVE' && WarmThroughput?.Status === 'ACTIVE',
      );
    const progress: ResourceProgress = {
      done: false,
      waitMs: POLL_MS,
      physicalId: TableName,
      attributes: attributesOf(Table),
      memo: memo ?? null,
    };
    if (!isActive) return progress;
    if (memo === 'created') {
      setTimeToLive(request, TableName);
      setRecovery(request, TableName);
      setStreamPolicy(request, Table);
      return { ...progress, done: true };
    }
    const [step] = updateSteps(request, Table);
    if (step === undefined) {
      setStreamPolicy(request, Table);
      return { ...progress, done: true };
    }
    request.aws('dynamodb').updateTable({ TableName, ...step });
    return progress;
  },

  update(request) {
    const { physicalId: TableName = '', previous = {}, properties } = request;
    const { Table = {} } = request.aws('dynamodb').describeTable({ TableName });
    if (differs(properties, previous, 'TimeToLiveSpecification')) setTimeToLive(request, TableName);
    if (differs(properties, previous, 'ResourcePolicy')) {
      setPolicy(request, Table.TableArn, policyText(properties));
    }
    if (differs(properties, previous, 'PointInTimeRecoverySpecification')) setRecovery(request, TableName);
    updateTags(request, Table.TableArn ?? '');
    return { done: false, physicalId: TableName, attributes: attributesOf(Table), memo: 'updated' };
  },

  delete(request) {
    const { physicalId: TableName = '' } = request;
    const dynamodb = request.aws('dynamodb');
    try {
      const { Table } = dynamodb.describeTable({ TableName });
      const isBusy = Table?.TableStatus === 'CREATING' || Table?.TableStatus === 'UPDATING';
      if (!isBusy) dynamodb.deleteTable({ TableName });
      return { done: false, waitMs: POLL_MS };
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return { done: true };
      throw error;
    }
  },
};

/** The stream's ARN, where the table has one that is enabled. */
function attributesOf(table: TableDescription = {}): Record<string, string> {
  const { TableArn = '', LatestStreamArn, StreamSpecification } = table;
  const isStreamed = LatestStreamArn !== undefined && StreamSpecification?.StreamEnabled === true;
  return { Arn: TableArn, ...(isStreamed ? { StreamArn: LatestStreamArn } : {}) };
}

/** Puts a policy on a table or stream, or takes it away. */
function setPolicy(
  request: ResourceRequest,
  ResourceArn: string | undefined,
  policy: string | undefined,
): void {
  const dynamodb = request.aws('dynamodb');
  if (policy === undefined) dynamodb.deleteResourcePolicy({ ResourceArn });
  else dynamodb.putResourcePolicy({ ResourceArn, Policy: policy });
}

function setStreamPolicy(request: ResourceRequest, table: TableDescription): void {
  const wanted = streamPolicyText(request.properties);
  const before = streamPolicyText(request.previous ?? {});
  if (table.StreamSpecification?.StreamEnabled !== true || (wanted === undefined && before === undefined))
    return;
  setPolicy(request, table.LatestStreamArn, wanted);
}

const differs = (one: Properties, other: Properties, name: string): boolean =>
  JSON.stringify(one[name]) !== JSON.stringify(other[name]);

function updateTags(request: ResourceRequest, ResourceArn: string): void {
  const { list: Tags, gone: TagKeys } = tagChanges(request);
  if (TagKeys.length > 0) request.aws('dynamodb').untagResource({ ResourceArn, TagKeys });
  if (Tags.length > 0) request.aws('dynamodb').tagResource({ ResourceArn, Tags });
}

function setTimeToLive(request: ResourceRequest, TableName: string): void {
  const dynamodb = request.aws('dynamodb');
  const { TimeToLiveDescription: current = {} } = dynamodb.describeTimeToLive({ TableName });
  const wanted = record(request.properties, 'TimeToLiveSpecification');
  const isWanted = wanted !== undefined && flag(wanted, 'Enabled') === true;
  const isOn = current.TimeToLiveStatus === 'ENABLED' || current.TimeToLiveStatus === 'ENABLING';
  const AttributeName = wanted === undefined ? current.AttributeName : text(wanted, 'AttributeName');
  if (!isWanted && !isOn) return;
  if (isWanted && isOn && AttributeName === current.AttributeName) return;
  dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification: { AttributeName, Enabled: isWanted } });
}

function setRecovery(request: ResourceRequest, TableName: string): void {
  const wanted = record(request.properties, 'PointInTimeRecoverySpecification') ?? {};
  const isWanted = flag(wanted, 'PointInTimeRecoveryEnabled') ?? false;
  if (!isWanted && record(request.previous ?? {}, 'PointInTimeRecoverySpecification') === undefined) return;
  request.aws('dynamodb').updateContinuousBackups({
    TableName,
    PointInTimeRecoverySpecification: {
      PointInTimeRecoveryEnabled: isWanted,
      RecoveryPeriodInDays: isWanted ? number(wanted, 'RecoveryPeriodInDays') : undefined,
    },
  });
}
