import { readFileSync } from 'node:fs';
import { testCloud } from '../../test-cloud';
test('s3-processor', () => {
  for (const seed of ['a', 'b', 'c']) {
  const cloud = testCloud({ seed });
  cloud.ask('s3').createBucket({ Bucket: 'code' });
  const text = readFileSync('templates/s3-processor/template.yaml', 'utf8').replace('Code: src', "Code: {ZipFile: 'exports.handler=async()=>1'}").replace('handler.handler','index.handler');
  const t = performance.now();
  try {
  cloud.ask('cloudformation').createStack({ StackName: 'demo', TemplateBody: text, Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] });
  cloud.settle();
  } catch (e) { console.log(e); return; }
  console.log(performance.now() - t, cloud.ask('cloudformation').describeStacks({ StackName: 'demo' }).Stacks?.[0]?.StackStatus, 
    (cloud.ask('cloudformation').describeStackEvents({ StackName: 'demo' }).StackEvents ?? []).map((e) => `${e.LogicalResourceId} ${e.ResourceStatus} ${e.ResourceStatusReason ?? ''}`).toReversed().join('\n'));
  }
});
