import { AwsError, readTags, type ResourceReadout, type ResourceRequest } from '../../cloud/service';

/** Attributes whose text CloudFormation has as JSON. */
const documents = ['RedriveAllowPolicy', 'RedrivePolicy'];

/** A queue as it is now, as its template would say it. */
export function readQueue(request: ResourceRequest, names: readonly string[]): ResourceReadout | undefined {
  const { physicalId: QueueUrl = '' } = request;
  const sqs = request.aws('sqs');
  try {
    const { Attributes = {} } = sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    const { Tags = {} } = sqs.listQueueTags({ QueueUrl });
    const all: Readonly<Record<string, string>> = Attributes;
    const QueueName = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
    const properties: Record<string, unknown> = {
      QueueName,
      FifoQueue: all['FifoQueue'],
      Tags: readTags(request, Tags),
    };
    for (const name of names) {
      const value = all[name];
      properties[name] = value !== undefined && documents.includes(name) ? JSON.parse(value) : value;
    }
    return { properties, attributes: { Arn: all['QueueArn'], QueueName, QueueUrl } };
  } catch (error) {
    if (error instanceof AwsError && error.code === 'QueueDoesNotExist') return undefined;
    throw error;
  }
}
