import type {
  AttributeDefinition,
  GlobalSecondaryIndexUpdate,
  OnDemandThroughput,
  TableDescription,
  UpdateTableInput,
  WarmThroughput,
} from '@aws-sdk/client-dynamodb';
import type { ResourceRequest } from '../../../cloud/service';
import { flag, oneOf, records } from './properties';
import {
  attributeDefinitions,
  billingMode,
  globalIndex,
  onDemandThroughput,
  sseSpecification,
  streamSpecification,
  throughput,
  warmThroughput,
} from './table-properties';

type Step = Omit<UpdateTableInput, 'TableName'>;

/**
 * What is left to do until a table is as the template has it, one UpdateTable at a time: DynamoDB adds or takes away
 * one index in each. A changed index is taken away and added anew, as CloudFormation would have it replaced.
 */
export function updateSteps(request: ResourceRequest, table: TableDescription): Step[] {
  const { properties } = request;
  const steps: Step[] = [];
  const isProtected = flag(properties, 'DeletionProtectionEnabled') ?? false;
  if (isProtected !== (table.DeletionProtectionEnabled ?? false)) {
    steps.push({ DeletionProtectionEnabled: isProtected });
  }
  const tableClass =
    oneOf(properties, 'TableClass', ['STANDARD', 'STANDARD_INFREQUENT_ACCESS']) ?? 'STANDARD';
  if (tableClass !== (table.TableClassSummary?.TableClass ?? 'STANDARD')) {
    steps.push({ TableClass: tableClass });
  }
  const encryption = encryptionStep(request, table);
  if (encryption !== undefined) steps.push(encryption);
  const stream = streamStep(properties, table);
  if (stream !== undefined) steps.push(stream);
  const billing = billingStep(properties, table);
  if (billing !== undefined) steps.push(billing);
  const isProvisioned = billingMode(properties) === 'PROVISIONED';
  const max = isProvisioned ? undefined : changedMax(properties, table.OnDemandThroughput);
  if (max !== undefined) steps.push({ OnDemandThroughput: max });
  const warm = changedWarmth(properties, table.WarmThroughput, request.previous);
  if (warm !== undefined) steps.push({ WarmThroughput: warm });
  for (const update of indexUpdates(properties, table)) {
    steps.push({
      AttributeDefinitions: neededDefinitions(properties, table, update),
      GlobalSecondaryIndexUpdates: [update],
    });
  }
  return steps;
}

const noMax = { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 };

/** The limits that a template asks for, where one it does not name is none and the table or index has others. */
function changedMax(
  properties: ResourceRequest['properties'],
  current: OnDemandThroughput = noMax,
): OnDemandThroughput | undefined {
  const { MaxReadRequestUnits = -1, MaxWriteRequestUnits = -1 } = onDemandThroughput(properties) ?? {};
  const wanted = { MaxReadRequestUnits, MaxWriteRequestUnits };
  const isSame =
    wanted.MaxReadRequestUnits === current.MaxReadRequestUnits &&
    wanted.MaxWriteRequestUnits === current.MaxWriteRequestUnits;
  return isSame ? undefined : wanted;
}

/**
 * The warmth that a template asks for, where the table or index has less: use makes it warmer too. Less than it has is
 * asked for only where the template has changed, and refused.
 */
function changedWarmth(
  properties: ResourceRequest['properties'],
  { ReadUnitsPerSecond: read = 0, WriteUnitsPerSecond: write = 0 }: WarmThroughput = {},
  previous: ResourceRequest['properties'] = properties,
): WarmThroughput | undefined {
  const wanted = warmThroughput(properties);
  if (wanted === undefined) return undefined;
  const { ReadUnitsPerSecond: wantedRead = read, WriteUnitsPerSecond: wantedWrite = write } = wanted;
  const isMore = wantedRead > read || wantedWrite > write;
  const isLess = wantedRead < read || wantedWrite < write;
  const isOther = JSON.stringify(wanted) !== JSON.stringify(warmThroughput(previous));
  return isMore || (isLess && isOther) ? wanted : undefined;
}

/** Those that the table's keys need after the update; DynamoDB refuses more. */
function neededDefinitions(
  properties: ResourceRequest['properties'],
  table: TableDescription,
  { Create, Delete }: GlobalSecondaryIndexUpdate,
): AttributeDefinition[] {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const left = indexes.filter(({ IndexName }) => IndexName !== Delete?.IndexName);
  const schemas = [table, ...left, ...(Create === undefined ? [] : [Create])];
  const names = schemas.flatMap(({ KeySchema = [] }) => KeySchema.map(({ AttributeName }) => AttributeName));
  return attributeDefinitions(properties).filter(({ AttributeName }) => names.includes(AttributeName));
}

/** The table tells its key's ARN, the template may name the key in any other way. */
function encryptionStep(request: ResourceRequest, table: TableDescription): Step | undefined {
  const wanted = sseSpecification(request.properties);
  const current = table.SSEDescription?.KMSMasterKeyArn;
  if (wanted?.Enabled !== true) {
    return current === undefined ? undefined : { SSESpecification: { Enabled: false } };
  }
  const KeyId = wanted.KMSMasterKeyId ?? 'alias/aws/dynamodb';
  const { KeyMetadata } = request.aws('kms').describeKey({ KeyId });
  return KeyMetadata?.Arn === current ? undefined : { SSESpecification: wanted };
}

/** A stream of another view is another stream: the old one ends first. */
function streamStep(properties: ResourceRequest['properties'], table: TableDescription): Step | undefined {
  const wanted = streamSpecification(properties);
  const current = table.StreamSpecification;
  if (wanted?.StreamViewType === current?.StreamViewType) return undefined;
  if (current?.StreamEnabled === true) return { StreamSpecification: { StreamEnabled: false } };
  return wanted === undefined ? undefined : { StreamSpecification: wanted };
}

function billingStep(properties: ResourceRequest['properties'], table: TableDescription): Step | undefined {
  const mode = billingMode(properties);
  const isChanged = mode !== (table.BillingModeSummary?.BillingMode ?? 'PROVISIONED');
  if (mode === 'PAY_PER_REQUEST') return isChanged ? { BillingMode: mode } : undefined;
  const wanted = throughput(properties);
  const current = table.ProvisionedThroughput;
  const isSame =
    wanted?.ReadCapacityUnits === current?.ReadCapacityUnits &&
    wanted?.WriteCapacityUnits === current?.WriteCapacityUnits;
  if (!isChanged && isSame) return undefined;
  if (!isChanged) return { ProvisionedThroughput: wanted };
  const indexes = indexUnits(properties, table);
  return {
    BillingMode: mode,
    ProvisionedThroughput: wanted,
    GlobalSecondaryIndexUpdates: indexes.length === 0 ? undefined : indexes,
  };
}

/** Units for the indexes of a table that becomes provisioned; they have to come in the same update. */
function indexUnits(
  properties: ResourceRequest['properties'],
  { GlobalSecondaryIndexes = [] }: TableDescription,
): GlobalSecondaryIndexUpdate[] {
  return records(properties, 'GlobalSecondaryIndexes')
    .map(globalIndex)
    .filter(({ IndexName }) => GlobalSecondaryIndexes.some((index) => index.IndexName === IndexName))
    .map(({ IndexName, ProvisionedThroughput }) => ({ Update: { IndexName, ProvisionedThroughput } }));
}

function indexUpdates(
  properties: ResourceRequest['properties'],
  table: TableDescription,
): GlobalSecondaryIndexUpdate[] {
  const given = records(properties, 'GlobalSecondaryIndexes');
  const wanted = given.map(globalIndex);
  const isOnDemand = billingMode(properties) === 'PAY_PER_REQUEST';
  const present = table.GlobalSecondaryIndexes ?? [];
  const updates: GlobalSecondaryIndexUpdate[] = [];
  for (const index of present) {
    const same = wanted.find(({ IndexName }) => IndexName === index.IndexName);
    const isSame =
      JSON.stringify([same?.KeySchema, same?.Projection]) ===
      JSON.stringify([index.KeySchema, index.Projection]);
    if (!isSame) updates.push({ Delete: { IndexName: index.IndexName } });
  }
  for (const [at, index] of wanted.entries()) {
    const current = present.find(({ IndexName }) => IndexName === index.IndexName);
    const throughputGiven = index.ProvisionedThroughput;
    const max = isOnDemand ? changedMax(given[at] ?? {}, current?.OnDemandThroughput) : undefined;
    if (current === undefined) {
      updates.push({ Create: index });
    } else if (
      throughputGiven !== undefined &&
      (throughputGiven.ReadCapacityUnits !== current.ProvisionedThroughput?.ReadCapacityUnits ||
        throughputGiven.WriteCapacityUnits !== current.ProvisionedThroughput?.WriteCapacityUnits)
    ) {
      updates.push({
        Update: { IndexName: index.IndexName, ProvisionedThroughput: throughputGiven },
      });
    } else if (max !== undefined) {
      updates.push({ Update: { IndexName: index.IndexName, OnDemandThroughput: max } });
    } else {
      const WarmThroughput = changedWarmth(given[at] ?? {}, current.WarmThroughput);
      if (WarmThroughput !== undefined) {
        updates.push({ Update: { IndexName: index.IndexName, WarmThroughput } });
      }
    }
  }
  return updates;
}
