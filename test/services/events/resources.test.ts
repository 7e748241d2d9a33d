import { testCloud } from '../../test-cloud';

const template = (tag: string) =>
  JSON.stringify({
    Resources: {
      Bus: {
        Type: 'AWS::Events::EventBus',
        Properties: { Name: 'orders', Tags: [{ Key: 'stage', Value: tag }] },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'hourly',
          ScheduleExpression: 'rate(1 hour)',
          Tags: [{ Key: 'stage', Value: tag }],
        },
      },
    },
  });

test('an update changes the tags of a bus and of a rule', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const ownTags = (ResourceARN: string) =>
    cloud
      .ask('events')
      .listTagsForResource({ ResourceARN })
      .Tags?.filter(({ Key }) => Key === 'stage');
  cfn.createStack({ StackName: 'shop', TemplateBody: template('dev') });
  cloud.settle();
  cfn.updateStack({ StackName: 'shop', TemplateBody: template('prod') });
  cloud.settle();
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.StackStatus).toBe('UPDATE_COMPLETE');
  const arn = 'arn:aws:events:us-east-1:000000000000';
  expect(ownTags(`${arn}:event-bus/orders`)).toEqual([{ Key: 'stage', Value: 'prod' }]);
  expect(ownTags(`${arn}:rule/hourly`)).toEqual([{ Key: 'stage', Value: 'prod' }]);
});
