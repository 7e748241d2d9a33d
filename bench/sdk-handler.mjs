import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient({});

/** Writes one item for each event, with the SDK. */
export async function handler(event) {
  const { object } = event.Records[0].s3;
  await dynamodb.send(
    new PutItemCommand({
      TableName: process.env.TABLE,
      Item: { id: { S: object.key }, entry: { S: object.sequencer } },
    }),
  );
}
