import { AwsError, readTags, type ResourceReadout, type ResourceRequest } from '../../cloud/service';

/** A topic as it is now, as its template would say it; its subscriptions are not read. */
export function readTopic(request: ResourceRequest, names: readonly string[]): ResourceReadout | undefined {
  const { physicalId: TopicArn = '' } = request;
  const sns = request.aws('sns');
  try {
    const { Attributes = {} } = sns.getTopicAttributes({ TopicArn });
    const { Tags = [] } = sns.listTagsForResource({ ResourceArn: TopicArn });
    const TopicName = TopicArn.slice(TopicArn.lastIndexOf(':') + 1);
    const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    const properties: Record<string, unknown> = {
      TopicName,
      FifoTopic: Attributes['FifoTopic'],
      Tags: readTags(request, tags),
    };
    for (const name of names) {
      const value = Attributes[name];
      properties[name] = value?.startsWith('{') === true ? JSON.parse(value) : value;
    }
    return { properties, attributes: { TopicArn, TopicName } };
  } catch (error) {
    if (error instanceof AwsError && (error.code === 'NotFound' || error.code === 'NotFoundException'))
      return undefined;
    throw error;
  }
}
