import type { Principal } from '../../../framework/cloud/service';
import { servicePrincipal } from '../../../framework/cloud/service';
import { testQueue } from './queue';

const other = { accountId: '111111111111' };

test('another account sends only where the queue policy lets it', () => {
  const { cloud, url, arn, bodies } = testQueue();
  const send = () => cloud.ask('sqs', other).sendMessage({ QueueUrl: url, MessageBody: 'from afar' });
  expect(send).toThrow(expect.objectContaining({ code: 'AccessDenied', status: 403 }));
  cloud.ask('sqs').addPermission({
    QueueUrl: url,
    Label: 'afar',
    AWSAccountIds: ['111111111111'],
    Actions: ['SendMessage'],
  });
  send();
  expect(bodies()).toEqual(['from afar']);
  const { Attributes } = cloud.ask('sqs').getQueueAttributes({ QueueUrl: url, AttributeNames: ['Policy'] });
  expect(JSON.parse(Attributes?.Policy ?? '')).toEqual({
    Version: '2008-10-17',
    Id: `${arn}/SQSDefaultPolicy`,
    Statement: [
      {
        Sid: 'afar',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'SQS:SendMessage',
        Resource: arn,
      },
    ],
  });
});

test('labels are unique, and taking the last one away takes the policy away', () => {
  const { cloud, url: QueueUrl } = testQueue();
  const sqs = cloud.ask('sqs');
  const add = (Label: string) =>
    sqs.addPermission({ QueueUrl, Label, AWSAccountIds: ['111111111111'], Actions: ['ReceiveMessage'] });
  add('a');
  expect(() => add('a')).toThrow('Value a for parameter Label is invalid. Reason: Already exists.');
  sqs.removePermission({ QueueUrl, Label: 'a' });
  expect(sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy'] })).toEqual({});
  expect(() => sqs.removePermission({ QueueUrl, Label: 'a' })).toThrow(
    "Value a for parameter Label is invalid. Reason: can't find label.",
  );
  expect(() =>
    sqs.addPermission({ QueueUrl, Label: 'a', AWSAccountIds: ['111111111111'], Actions: ['DeleteQueue'] }),
  ).toThrow(
    'Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.',
  );
});

test('a service sends on behalf of the source that the policy names, and of no other', () => {
  const { cloud, url, arn, bodies } = testQueue();
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arn,
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads' } },
      },
    ],
  });
  cloud.ask('sqs').setQueueAttributes({ QueueUrl: url, Attributes: { Policy } });
  const as: Principal = servicePrincipal('s3', '000000000000');
  const sendFrom = (sourceArn: string) => () =>
    cloud.ask('sqs', { as, sourceArn }).sendMessage({ QueueUrl: url, MessageBody: sourceArn });
  expect(sendFrom('arn:aws:s3:::other')).toThrow(expect.objectContaining({ code: 'AccessDenied' }));
  sendFrom('arn:aws:s3:::uploads')();
  expect(bodies()).toEqual(['arn:aws:s3:::uploads']);
});

test('what only the owner may do stays refused to other accounts, whatever the policy says', () => {
  const { cloud, url, arn } = testQueue();
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: arn }],
  });
  cloud.ask('sqs').setQueueAttributes({ QueueUrl: url, Attributes: { Policy } });
  expect(() => cloud.ask('sqs', other).deleteQueue({ QueueUrl: url })).toThrow(
    `Access to the resource ${url} is denied.`,
  );
});

test('a role needs the action of a single call for a batch, on this queue', () => {
  const { cloud, url, arn } = testQueue();
  testQueue({ cloud, name: 'other' });
  const statements = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn }];
  const sqs = cloud.ask('sqs', { as: cloud.role('sender', statements) });
  const Entries = [{ Id: '1', MessageBody: 'a' }];
  expect(sqs.sendMessageBatch({ QueueUrl: url, Entries }).Successful).toHaveLength(1);
  const elsewhere = () => sqs.sendMessageBatch({ QueueUrl: url.replace('orders', 'other'), Entries });
  expect(elsewhere).toThrow(expect.objectContaining({ code: 'AccessDenied', status: 403 }));
});
