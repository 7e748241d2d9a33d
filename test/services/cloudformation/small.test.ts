import { testCloud } from '../../test-cloud';

const template = `
Parameters: {Delay: {Type: Number, Default: 5}}
Resources:
  Dead: {Type: AWS::SQS::Queue}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: !Ref Delay
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
Outputs:
  Url: {Value: !Ref Work, Export: {Name: !Sub '\${AWS::StackName}-url'}}
`;
test('small', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({ StackName: 'demo', TemplateBody: template });
  cloud.settle();
  console.log(JSON.stringify(cfn.describeStacks({ StackName: 'demo' }), null, 1));
  console.log((cfn.describeStackEvents({ StackName: 'demo' }).StackEvents ?? []).map((e) => JSON.stringify(e)).join('\n'));
  cfn.deleteStack({ StackName: 'demo' });
  cloud.settle();
  console.log(JSON.stringify(cfn.listStacks({}), null, 1), cloud.ask('sqs').listQueues({}));
});
