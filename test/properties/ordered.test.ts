import { ordered } from '../../framework/properties';
import type { Evidence } from '../../framework/properties/property';
import { story, type Story } from './story';

const byCustomer = ordered({ by: 'customer' });

/** Orders of two customers: a1, a2 and b1, b2. */
function evidence(told: Story): Evidence {
  const submitted = ['a1', 'b1', 'a2', 'b2'].map((id) => ({ id, customer: id.charAt(0) }));
  return { ...told.evidence([], []), submitted };
}

function written(told: Story, ids: readonly string[]): void {
  const submissions = new Map(['a1', 'b1', 'a2', 'b2'].map((id) => [id, told.submit(id)]));
  for (const id of ids) told.write(told.invoke(submissions.get(id) ?? 0), {}, { subject: `id=${id}` });
}

test('holds when the effects of each group come as they were submitted, whatever other groups do', () => {
  const told = story();
  written(told, ['b1', 'b2', 'a1', 'a2']);
  expect(byCustomer.judge(evidence(told))).toEqual({
    holds: true,
    proven: "2 of 2 groups of 'customer' in the order of submission",
  });
});

test('fails when one came after a later one of its group', () => {
  const told = story();
  written(told, ['b1', 'a2', 'b2', 'a1']);
  expect(byCustomer.judge(evidence(told))).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "src/handler.mjs:31",
       "text": "send what must stay in order through a FIFO queue with customer as message group, or refuse what is older",
     },
     "holds": false,
     "lines": [
       {
         "label": "swapped",
         "text": "customer a: a2 before a1",
       },
       {
         "label": "history",
         "text": "00:00:00.010  scenario: s3:PutObject a1.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.180  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.190  Processor#1: dynamodb:PutItem id=a1 → done  src/handler.mjs:31",
       },
     ],
     "what": "1 effect came after one that was submitted later",
   }
  `);
});

test('two places of one group need not go in step', () => {
  const told = story();
  const [first, second] = [told.invoke(told.submit('a1')), told.invoke(told.submit('a2'))];
  told.write(first);
  told.write(second);
  told.write(first, {}, { service: 'sqs', operation: 'SendMessage' });
  told.write(second, {}, { service: 'sqs', operation: 'SendMessage' });
  expect(byCustomer.judge(evidence(told))).toMatchObject({ holds: true });
});

test('objects of one bucket are one place', () => {
  const told = story();
  const [first, second] = [told.invoke(told.submit('a1')), told.invoke(told.submit('a2'))];
  const object = { service: 's3', operation: 'PutObject' };
  told.write(second, {}, { ...object, resource: 'arn:aws:s3:::out/a2', subject: 'a2' });
  told.write(first, {}, { ...object, resource: 'arn:aws:s3:::out/a1', subject: 'a1' });
  expect(byCustomer.judge(evidence(told))).toMatchObject({ holds: false });
});

test('proves nothing where no group has two orders with an effect', () => {
  const told = story();
  written(told, ['a1', 'b1']);
  expect(byCustomer.judge(evidence(told))).toMatchObject({
    holds: false,
    what: "no two orders of the same 'customer' have an effect, so it proves nothing",
  });
});

test('fails when orders lack the field', () => {
  const told = story();
  expect(ordered({ by: 'shop' }).judge(evidence(told))).toMatchObject({
    holds: false,
    what: "4 of 4 orders without a 'shop'",
  });
});
