import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { AskClient, ServiceClients } from '../../../framework/cloud/service';
import { testCloud, type TestCloud } from '../../test-cloud';

export type Item = { [name: string]: AttributeValue };

export interface TestTable {
  cloud: TestCloud;
  db: AskClient<ServiceClients['dynamodb']>;
  put: (...items: Item[]) => void;
  /** All items, by a Scan of one page, as short text: `a=1 n=2`. */
  scanned: () => string[];
}

/** A table `things` with the key `a` (S) and, given one, a sort key `n` (N), that is active. */
export function testTable({
  sort = false,
  ...more
}: Partial<CreateTableCommandInput> & { sort?: boolean } = {}): TestTable {
  const cloud = testCloud();
  const db = cloud.ask('dynamodb');
  db.createTable({
    TableName: 'things',
    KeySchema: [
      { AttributeName: 'a', KeyType: 'HASH' },
      ...(sort ? [{ AttributeName: 'n', KeyType: 'RANGE' as const }] : []),
    ],
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      ...(sort ? [{ AttributeName: 'n', AttributeType: 'N' as const }] : []),
    ],
    BillingMode: 'PAY_PER_REQUEST',
    ...more,
  });
  cloud.settle();
  return {
    cloud,
    db,
    put(...items) {
      for (const Item of items) db.putItem({ TableName: 'things', Item });
    },
    scanned: () => (db.scan({ TableName: 'things' }).Items ?? []).map(itemText).sort(),
  };
}

export const s = (text: string): AttributeValue => ({ S: text });
export const n = (value: number | string): AttributeValue => ({ N: String(value) });

/** A value of no type that DynamoDB knows. */
export const typeless: AttributeValue = { $unknown: ['X', ''] };

/** An item of strings and numbers as short text. */
export const itemText = (item: Item | undefined): string =>
  Object.entries(item ?? {})
    .map(([name, value]) => `${name}=${value.S ?? value.N ?? '?'}`)
    .sort()
    .join(' ');

/** What a call is refused with. */
export function refusal(ask: () => unknown): string {
  try {
    ask();
  } catch (error) {
    return error instanceof Error && 'code' in error
      ? `${String(error.code)}: ${error.message}`
      : String(error);
  }
  return 'not refused';
}
