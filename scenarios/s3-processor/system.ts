import { DynamoDB, paginateScan } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { defineSystem } from 'stormproof';
import { flaws } from './flaws';

interface Upload {
  id: string;
  body: string;
}

/** S3 upload → Lambda → DynamoDB, with a dead-letter queue. */
export const s3Processor = defineSystem<Upload>({
  name: 's3-processor',
  template: 'templates/s3-processor/template.yaml',
  parameters: { Stage: 'test' },
  noun: 'object',
  work: (n) => ({ id: `object-${String(n).padStart(2, '0')}.json`, body: JSON.stringify({ total: n }) }),

  async submit({ aws, stack }, { id, body }) {
    await aws(S3).putObject({ Bucket: stack.ref('Uploads'), Key: id, Body: body });
  },

  /** One row for each time that an object was recorded; claims are not effects. */
  async outcomes({ aws, stack }) {
    const rows = [];
    const query = {
      TableName: stack.ref('Records'),
      FilterExpression: 'begins_with(entry, :record)',
      ExpressionAttributeValues: { ':record': { S: 'record#' } },
    };
    for await (const { Items = [] } of paginateScan({ client: aws(DynamoDB) }, query)) {
      for (const item of Items) rows.push({ id: item['id']?.S ?? '', total: Number(item['total']?.N) });
    }
    return rows;
  },

  deadLetters: ['Dlq'],
  flaws,
});

/** An object that can't be processed, however often it is tried. */
export const poison: Upload = { id: 'poison.json', body: '{"total": "NaN"}' };
