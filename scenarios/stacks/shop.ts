import { DynamoDB, paginateScan } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { defineSystem, type Outcome, type SystemContext } from 'stormproof';
import { flaws } from './flaws';

interface Order {
  id: string;
}

/** The shop's next version: it changes nearly every resource and takes another table for its ledger. */
export const next = 'templates/stacks/shop/next.yaml';

/** What the shop's template makes, in no order. */
export const resources = [
  'Uploads',
  'UploadsPolicy',
  'UploadsMayInvoke',
  'Processor',
  'Retries',
  'Role',
  'MayProcess',
  'Ledger',
  'Logs',
  'Dead',
  'Told',
  'DeadLetters',
] as const;

/** Orders are uploaded to a bucket and entered in a ledger. */
export const shop = defineSystem<Order>({
  name: 'shop',
  template: 'templates/stacks/shop/template.yaml',
  noun: 'order',
  work: (n) => ({ id: `order-${n}` }),

  async submit({ aws, stack }, { id }) {
    await aws(S3).putObject({ Bucket: stack.ref('Uploads'), Key: id, Body: `one ${id}` });
  },

  // A deleted stack names its ledger only if that was kept.
  outcomes: async (context) =>
    context.stack.has('Ledger') ? entries(context, context.stack.ref('Ledger')) : [],
  deadLetters: ['Dead'],
  flaws,
});

/** The orders in a ledger; none where the table is gone. */
export async function entries({ aws }: Pick<SystemContext, 'aws'>, TableName: string): Promise<Outcome[]> {
  const client = aws(DynamoDB);
  const { TableNames = [] } = await client.listTables({});
  if (!TableNames.includes(TableName)) return [];
  const rows = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const { id, bytes } of Items) rows.push({ id: id?.S ?? '', bytes: Number(bytes?.N) });
  }
  return rows;
}

/** The orders in a bucket; none where it is gone. */
export async function uploads({ aws }: Pick<SystemContext, 'aws'>, Bucket: string): Promise<Outcome[]> {
  const { Buckets = [] } = await aws(S3).listBuckets({});
  if (!Buckets.some(({ Name }) => Name === Bucket)) return [];
  const { Contents = [] } = await aws(S3).listObjectsV2({ Bucket });
  return Contents.map(({ Key = '', Size = 0 }) => ({ id: Key, bytes: Size }));
}
