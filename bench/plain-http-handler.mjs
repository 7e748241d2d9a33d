import { request, Agent } from 'node:http';

const agent = new Agent({ keepAlive: true });
const authorization = `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;

/** Writes one item for each event, without the SDK. */
export function handler(event) {
  const body = JSON.stringify({
    TableName: process.env.TABLE,
    Item: { id: { S: event.Records[0].s3.object.key }, entry: { S: event.Records[0].s3.object.sequencer } },
  });
  return new Promise((resolve, reject) => {
    const call = request(
      {
        agent,
        host: 'dynamodb.us-east-1.amazonaws.com',
        method: 'POST',
        path: '/',
        headers: {
          authorization,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.PutItem',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(String(response.statusCode))),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}
