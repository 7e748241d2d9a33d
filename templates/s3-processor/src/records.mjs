import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { longestWaitMs, patience } from './patience.mjs';

const dynamodb = new DynamoDBClient(patience);
const TableName = process.env.TABLE;
/** Reasons for which a transaction is cancelled, and which pass. */
const passing = new Set(['ThrottlingError', 'ProvisionedThroughputExceeded', 'TransactionConflict']);
const keptSeconds = Number(process.env.RECORD_RETENTION_DAYS) * 86_400;

/**
 * Records an object, unless the same content was recorded under its key before; answers whether it was new.
 *
 * S3 tells of an upload at least once, and a client that never got its answer uploads again: two versions with the
 * same content are one upload. So the content claims its record, not the event.
 */
export async function record({ key, version }, total, digest) {
  const claim = {
    TableName,
    Item: item(key, `claim#${digest}`),
    ConditionExpression: 'attribute_not_exists(id)',
  };
  const entry = {
    TableName,
    Item: { ...item(key, `record#${randomUUID()}`), ...told(version), total: { N: String(total) } },
  };
  try {
    await transact({ TransactItems: [{ Put: claim }, { Put: entry }], ClientRequestToken: randomUUID() });
    return true;
  } catch (error) {
    if (error.CancellationReasons?.[0]?.Code !== 'ConditionalCheckFailed') throw error;
    return false;
  }
}

/** Writes all or nothing. Clients don't try again what was cancelled for want of capacity, so it is done here. */
async function transact(items) {
  for (let waitMs = 250; ; waitMs *= 2) {
    try {
      await dynamodb.send(new TransactWriteItemsCommand(items));
      return;
    } catch (error) {
      if (waitMs > longestWaitMs || !isPassing(error)) throw error;
      await setTimeout(waitMs * (0.5 + Math.random() / 2));
    }
  }
}

function isPassing({ CancellationReasons = [] }) {
  return CancellationReasons.some(({ Code }) => passing.has(Code));
}

/** Records that an object was rejected; once more changes nothing. */
export async function reject({ key, version = 'null' }, reason) {
  const Item = { ...item(key, `rejected#${version}`), reason: { S: reason } };
  await dynamodb.send(new PutItemCommand({ TableName, Item }));
}

function item(id, entry) {
  const expiresAt = Math.floor(Date.now() / 1000) + keptSeconds;
  return { id: { S: id }, entry: { S: entry }, expiresAt: { N: String(expiresAt) } };
}

function told(version) {
  return version === undefined ? {} : { version: { S: version } };
}
