import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQS } from '@aws-sdk/client-sqs';
import { defineSystem, faults, playScenario, properties } from 'stormproof';

const folder = mkdtempSync(join(tmpdir(), 'stormproof-update-'));

function template(delay: number): string {
  const path = join(folder, `v${delay}.yaml`);
  writeFileSync(
    path,
    `Resources: {Orders: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: ${delay}}}, Last: {Type: AWS::SQS::Queue, DependsOn: Orders, Properties: {DelaySeconds: ${delay}}}}`,
  );
  return path;
}

const system = defineSystem({
  name: 'orders',
  template: template(30),
  work: (n) => ({ id: `order-${n}` }),
  async submit({ aws, stack }, { id }) {
    await aws(SQS).sendMessage({ QueueUrl: stack.ref('Orders'), MessageBody: id });
  },
  async outcomes({ aws, stack }) {
    const { Messages = [] } = await aws(SQS).receiveMessage({
      QueueUrl: stack.ref('Orders'),
      MaxNumberOfMessages: 10,
    });
    return Messages.map(({ Body = '' }) => ({ id: Body }));
  },
});

test('a storm fails an update; the queue and its messages are as they were', async () => {
  const seen: unknown[] = [];
  const played = await playScenario({
    title: 'a failed update keeps the orders',
    system,
    async storm({ submit, stack, inject, aws }) {
      await submit(3);
      const failure = inject(faults.stackFailure({ resource: 'Last', on: 'update', when: 'after' }));
      const end = await stack.update({ template: template(40) });
      const { Attributes } = await aws(SQS).getQueueAttributes({
        QueueUrl: stack.ref('Orders'),
        AttributeNames: ['VisibilityTimeout'],
      });
      seen.push(end.status, failure.fired, Attributes?.VisibilityTimeout, (await end.rescue()).steps);
    },
    calm: '1 hour',
    holds: [properties.processedAll()],
  });
  expect(seen).toEqual(['UPDATE_ROLLBACK_COMPLETE', 1, '30', []]);
  expect([played.failures, played.proofs.length]).toEqual([[], 1]);
});
