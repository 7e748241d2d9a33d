import type { SnsCall, Topic } from '../state';

/** A point of a metric of AWS/SNS, one by default (aws-behaviour.md 5.4). */
export function topicMetric(
  call: SnsCall,
  { name, accountId }: Topic,
  metric: string,
  { unit, value }: { unit: 'Count' | 'Bytes'; value: number } = { unit: 'Count', value: 1 },
): void {
  call.metric({
    namespace: 'AWS/SNS',
    name: metric,
    unit,
    value,
    dimensions: { TopicName: name },
    accountId,
  });
}
