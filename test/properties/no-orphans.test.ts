import { CloudFormation, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { SQS } from '@aws-sdk/client-sqs';
import { Cloud } from 'stormproof';
import { leftovers } from '../../framework/backends/leftovers';
import { noOrphans } from '../../framework/properties';
import { story } from './story';

test('holds when nothing is left', () => {
  expect(noOrphans().judge({ ...story().evidence([], []), leftovers: [] })).toEqual({
    holds: true,
    proven: 'nothing is there that no stack owns',
  });
});

test('fails with what is left, but for what is named', () => {
  const left = [
    { kind: 'bucket', name: 'uploads' },
    { kind: 'role', name: 'deployer' },
  ];
  const evidence = { ...story().evidence([], []), leftovers: left };
  expect(noOrphans().judge(evidence)).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "look at what should have deleted the bucket uploads: a rollback, a DeletionPolicy, a protection against deletion",
     },
     "holds": false,
     "lines": [
       {
         "label": "left",
         "text": "bucket uploads",
       },
       {
         "label": "left",
         "text": "role deployer",
       },
     ],
     "what": "2 resources left that no stack owns",
   }
  `);
  expect(noOrphans({ except: ['uploads', 'deployer'] }).judge(evidence)).toMatchObject({ holds: true });
});

test('names what a stack once knew it by, and lets be what a template keeps on purpose', () => {
  const left = [{ kind: 'table', name: 'shop-Ledger-1X', logicalId: 'Processor' }];
  const evidence = { ...story().evidence([], []), leftovers: left };
  expect(noOrphans().judge(evidence)).toEqual({
    holds: false,
    what: '1 resource left that no stack owns',
    lines: [{ label: 'left', text: 'table shop-Ledger-1X, once Processor' }],
    fix: {
      text: 'look at what should have deleted the table shop-Ledger-1X: a rollback, a DeletionPolicy, a protection against deletion',
      place: 'template.yaml:12',
    },
  });
  expect(noOrphans({ exceptOf: ['Processor'] }).judge(evidence)).toMatchObject({ holds: true });
});

test('what a stack owns is no orphan; what it retained and what somebody made is', async () => {
  await using cloud = await Cloud.embedded({ seed: 1 });
  const stack = await cloud.deploy('templates/s3-processor/template.yaml');
  expect(await leftovers(cloud)).toEqual([]);
  const { QueueUrl } = await cloud.aws(SQS).createQueue({ QueueName: 'mine' });
  expect(await leftovers(cloud)).toEqual([{ kind: 'queue', name: QueueUrl }]);
  await cloud.play(async () => {
    const client = cloud.aws(CloudFormation);
    await client.deleteStack({ StackName: stack.name });
    await waitUntilStackDeleteComplete({ client, maxWaitTime: 3600 }, { StackName: stack.id });
  });
  const kinds = (await leftovers(cloud)).map(({ kind, logicalId }) => [kind, logicalId]);
  expect(kinds).toEqual([
    ['bucket', 'Uploads'],
    ['table', 'Records'],
    ['queue', undefined],
  ]);
});
