import { DynamoDB, paginateScan } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { defineSystem, type SystemContext } from 'stormproof';
import { flaws } from './flaws';

export interface Upload {
  id: string;
  body: string;
  /** 'application/json' by default. */
  contentType?: string;
}

/** S3 upload → Lambda → DynamoDB, with a dead-letter queue and alarms. */
export const s3Processor = defineSystem<Upload>({
  name: 's3-processor',
  template: 'templates/s3-processor/template.yaml',
  parameters: { Stage: 'test' },
  noun: 'object',
  work: (n) => ({ id: `object-${String(n).padStart(2, '0')}.json`, body: JSON.stringify({ total: n }) }),

  async submit({ aws, stack }, { id, body, contentType = 'application/json' }) {
    const Bucket = stack.ref('Uploads');
    await aws(S3).putObject({ Bucket, Key: id, Body: Buffer.from(body), ContentType: contentType });
  },

  outcomes: (context) => rowsOf(context, context.stack.ref('Records')),
  deadLetters: ['Dlq'],
  flaws,
});

/** As it runs in production: more of everything, and a table with provisioned capacity. */
export const s3ProcessorInProduction = defineSystem<Upload>({
  ...s3Processor,
  name: 's3-processor in production',
  parameters: { Stage: 'prod' },
});

/** A table with provisioned capacity, of one unit at first. */
export const s3ProcessorProvisioned = defineSystem<Upload>({
  ...s3Processor,
  name: 's3-processor with provisioned capacity',
  parameters: { Stage: 'test', TableCapacity: 'provisioned' },
});

/** One row for each time that an object was recorded or rejected; claims are not effects. */
export async function rowsOf({ aws }: SystemContext, TableName: string) {
  const rows = [];
  const query = {
    TableName,
    FilterExpression: 'NOT begins_with(entry, :claim)',
    ExpressionAttributeValues: { ':claim': { S: 'claim#' } },
  };
  for await (const { Items = [] } of paginateScan({ client: aws(DynamoDB) }, query)) {
    for (const { id, total, reason } of Items) {
      const outcome = reason === undefined ? { total: Number(total?.N) } : { rejected: reason.S ?? '' };
      rows.push({ id: id?.S ?? '', ...outcome });
    }
  }
  return rows;
}
