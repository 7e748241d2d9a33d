import { testCloud } from '../../test-cloud';
import { dynamodb } from '../../../framework/services/dynamodb';

test('smoke', () => {
  const ops: any = dynamodb.operations, perms: any = dynamodb.permissions;
  let put = 0, perm = 0;
  const wrap = (o: any, k: string, add: (n: number) => void) => { const f = o[k]; o[k] = (i: any, c: any) => { const t = performance.now(); const r = f(i, c); add(performance.now() - t); return r; }; };
  const cloud = testCloud();
  const db = cloud.ask('dynamodb');
  db.createTable({ TableName: 'orders', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], BillingMode: 'PAY_PER_REQUEST' });
  cloud.settle();
  wrap(ops, 'putItem', (n) => (put += n)); wrap(perms, 'putItem', (n) => (perm += n));
  for (let r = 0; r < 5; r++) {
    put = 0; perm = 0;
    for (let i = 0; i < 10000; i++) db.putItem({ TableName: 'orders', Item: { id: { S: `order-${r}-${i}` }, n: { N: String(i) }, who: { S: 'someone' } } });
    console.log('put us', put / 10, 'perm us', perm / 10);
  }
  const t = performance.now();
  const page = db.scan({ TableName: 'orders', Limit: 100 });
  console.log('scan page ms', performance.now() - t, page.Count);
});
