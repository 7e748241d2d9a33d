import { testCloud } from '../../test-cloud';
test('perf', () => {
  const queues = Array.from({ length: 10 }, (_, i) => `  Q${i}: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: ${i} ${i ? `, Tags: [{Key: a, Value: !GetAtt Q${i - 1}.Arn}]` : ''}}}`).join('\n');
  for (let i = 0; i < 6; i++) {
    const cloud = testCloud({ seed: `${i}` });
    const t = performance.now();
    cloud.ask('cloudformation').createStack({ StackName: 'demo', TemplateBody: `Resources:\n${queues}` });
    cloud.settle();
    console.log(performance.now() - t, cloud.ask('cloudformation').describeStacks({ StackName: 'demo' }).Stacks?.[0]?.StackStatus);
  }
});
