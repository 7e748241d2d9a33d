/** Goal: what `docs/guides/add-a-fault.md` tells is true. Method: each of its snippets is a file that is run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conflict } from './conflict';
import { ordersCloud } from './orders';

const root = join(__dirname, '../..');
const guide = readFileSync(join(root, 'docs/guides/add-a-fault.md'), 'utf8');
const snippets = [...guide.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, text = '']) => text);

function file(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

test('a conflict refuses what it selects, counts, and is lifted', () => {
  const cloud = ordersCloud();
  const armed = cloud.inject(conflict({ operation: 'PutItem', times: 2 }));
  const put = () => cloud.ask('dynamodb').putItem({ TableName: 'Orders', Item: { id: { S: '1' } } });
  expect(put).toThrow('Transaction is ongoing for the item');
  expect(() => cloud.ask('dynamodb').getItem({ TableName: 'Orders', Key: {} })).toThrow('resource not found');
  cloud.engine.lift(armed.id);
  expect(put).toThrow('resource not found');
  expect([armed.fired, armed.title]).toEqual([1, 'conflict at dynamodb:PutItem']);
});

test('the guide begins from the fault that does nothing, builds this one, and tests it with the test above', () => {
  const built = file('test/faults/conflict.ts')
    .replace('../../framework/cloud/', '../cloud/')
    .replace('../../framework/faults/', './')
    // The shorter path fits into one line.
    .replace(
      /\{([^{}]*),\n\} from/,
      (_, names: string) => `{ ${names.trim().replaceAll(/\s+/g, ' ')} } from`,
    );
  const [none, fault, test] = snippets;
  expect(file('framework/faults/none.ts')).toBe(none);
  expect(fault).toBe(built);
  expect(file('test/faults/guide.test.ts')).toContain(test);
  expect(snippets).toHaveLength(3);
});

test('the guide names files and commands that exist', () => {
  for (const [, path = ''] of guide.matchAll(/`((?:framework|test|docs)\/[\w/-]+\.\w+)`/g)) {
    expect(() => file(path)).not.toThrow();
  }
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(file('package.json'));
  for (const [, script = ''] of guide.matchAll(/npm (?:run )?([\w:]+)/g))
    expect(scripts).toHaveProperty(script);
});
