import { randomUUID } from 'node:crypto';
import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({});
const dynamodb = new DynamoDBClient({});
const TableName = process.env.TABLE;

/** Writes one record for each object that was uploaded, however often S3 tells of it. */
export async function handler(event) {
  for (const { s3: upload } of event.Records) await record(upload);
}

async function record({ bucket, object }) {
  const key = decodeURIComponent(object.key.replaceAll('+', ' '));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
  const { total } = JSON.parse(await Body.transformToString());
  if (!Number.isFinite(total)) throw new TypeError(`${key}: total is no number`);

  // S3 tells of an upload at least once. The sequencer is the same each time, so the first telling claims it.
  const claim = {
    TableName,
    Item: { id: { S: key }, entry: { S: `claim#${object.sequencer}` } },
    ConditionExpression: 'attribute_not_exists(id)',
  };
  const entry = {
    TableName,
    Item: { id: { S: key }, entry: { S: `record#${randomUUID()}` }, total: { N: String(total) } },
  };
  try {
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: claim }, { Put: entry }] }));
    console.log(`recorded ${key}`);
  } catch (error) {
    if (error.CancellationReasons?.[0]?.Code !== 'ConditionalCheckFailed') throw error;
    console.log(`${key} was recorded before`);
  }
}
