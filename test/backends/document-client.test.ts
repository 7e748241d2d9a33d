import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Cloud } from 'stormproof';

test('a document client is answered by the cloud, and is made once', async () => {
  await using cloud = await Cloud.embedded();
  await cloud.aws(DynamoDB).createTable({
    TableName: 'orders',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await cloud.settle();
  const documents = cloud.aws(DynamoDBDocument);
  const Item = { id: 'a', total: 3, lines: [{ gift: true }] };
  await documents.put({ TableName: 'orders', Item });
  expect((await documents.get({ TableName: 'orders', Key: { id: 'a' } })).Item).toEqual(Item);
  expect(cloud.aws(DynamoDBDocument)).toBe(documents);
});
