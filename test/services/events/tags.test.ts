import { refusal } from '../sns/topic';
import { testCloud } from '../../test-cloud';

test('tags of what is not there are refused by its kind', () => {
  const events = testCloud().ask('events');
  const arn = (resource: string) => `arn:aws:events:us-east-1:000000000000:${resource}`;
  const tags = (resource: string) =>
    refusal(() => events.listTagsForResource({ ResourceARN: arn(resource) }));
  expect(tags('rule/unknown')).toBe(
    'ResourceNotFoundException: Rule unknown does not exist on EventBus default.',
  );
  expect(tags('event-bus/unknown')).toBe('ResourceNotFoundException: Event bus unknown does not exist.');
});
