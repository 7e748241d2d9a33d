import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

const allowing = (Action: string | string[], Resource: string | string[]) => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action,
  Resource,
});

const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

function withBucket() {
  const cloud = testCloud();
  const s3 = cloud.ask('s3');
  s3.createBucket({ Bucket: 'logs' });
  const resources = ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'];
  s3.putBucketPolicy({
    Bucket: 'logs',
    Policy: policy(allowing(['s3:GetBucketAcl', 's3:PutObject'], resources)),
  });
  return { cloud, trail: cloud.ask('cloudtrail') };
}

const topicArn = 'arn:aws:sns:us-east-1:000000000000:files';

/** A topic whose messages lie in a queue. */
function withTopic() {
  const made = withBucket();
  const { cloud } = made;
  const sns = cloud.ask('sns');
  sns.createTopic({ Name: 'files', Attributes: { Policy: policy(allowing('sns:Publish', topicArn)) } });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
  });
  const sqs = cloud.ask('sqs');
  const { QueueUrl = '' } = sqs.createQueue({ QueueName: 'files', Attributes: { Policy } });
  const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:files';
  sns.subscribe({
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint,
    Attributes: { RawMessageDelivery: 'true' },
  });
  const messages = () => {
    const { Messages = [] } = sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    return Messages.map(({ Body = '' }) => Body);
  };
  return { ...made, messages };
}

test("a trail's topic is tried, and told of each file", () => {
  const { cloud, trail, messages } = withTopic();
  const made = trail.createTrail({ Name: 'audit', S3BucketName: 'logs', SnsTopicName: 'files' });
  expect(made).toMatchObject({ SnsTopicName: 'files', SnsTopicARN: topicArn });
  cloud.advance('1 second');
  expect(messages()).toEqual(['CloudTrail validation message.']);
  trail.startLogging({ Name: 'audit' });
  cloud.ask('s3').createBucket({ Bucket: 'other' });
  cloud.advance('6 minutes');
  const file = messages().find((text) => text.startsWith('{'));
  expect(JSON.parse(file ?? '')).toEqual({
    s3Bucket: 'logs',
    s3ObjectKey: [expect.stringMatching(/^AWSLogs\/000000000000\/CloudTrail\/us-east-1\/.*\.json\.gz$/)],
  });
  expect(trail.getTrailStatus({ Name: 'audit' }).LatestNotificationTime).toBeInstanceOf(Date);
});

test('a topic that is not there or lets nobody in is refused', () => {
  const { trail } = withBucket();
  const create = () => trail.createTrail({ Name: 'audit', S3BucketName: 'logs', SnsTopicName: 'files' });
  expect(refusal(create)).toBe(
    'InsufficientSnsTopicPolicyException: SNS Topic does not exist or the topic policy is incorrect!',
  );
  expect(trail.listTrails({}).Trails).toEqual([]);
});

test('insight selectors are kept, and their lack is said', () => {
  const { trail } = withBucket();
  const { TrailARN } = trail.createTrail({ Name: 'audit', S3BucketName: 'logs' });
  expect(refusal(() => trail.getInsightSelectors({ TrailName: 'audit' }))).toBe(
    `InsightNotEnabledException: Trail ${TrailARN} does not have Insights enabled. Edit the trail settings to ` +
      'enable Insights, and then try the operation again.',
  );
  const InsightSelectors = [{ InsightType: 'ApiCallRateInsight' as const }];
  trail.putInsightSelectors({ TrailName: 'audit', InsightSelectors });
  expect(trail.getInsightSelectors({ TrailName: TrailARN })).toEqual({ TrailARN, InsightSelectors });
  expect(trail.getTrail({ Name: 'audit' }).Trail?.HasInsightSelectors).toBe(true);
});

test('a name that can be no trail is told from one that no trail has', () => {
  const { trail } = withBucket();
  expect(refusal(() => trail.getTrail({ Name: 'x' }))).toBe(
    'InvalidTrailNameException: Trail name too short. Minimum allowed length: 3 characters. ' +
      'Specified name length: 1 characters.',
  );
  expect(refusal(() => trail.getTrail({ Name: 'none' }))).toBe(
    'TrailNotFoundException: Unknown trail: none for the user: 000000000000',
  );
  expect(refusal(() => trail.getTrailStatus({ Name: 'none' }))).toBe(
    'TrailNotFoundException: Unknown trail: arn:aws:cloudtrail:us-east-1:000000000000:trail/none ' +
      'for the user: 000000000000',
  );
});
