// The templates that benches of CloudFormation deploy.
const megabyte = 1_000_000;

/** Five linked resources each: a queue that hears a topic, and what it takes. */
function linkedStack(count) {
  const lines = ['Resources:'];
  for (let n = 0; n < count / 5; n++) {
    lines.push(
      `  Queue${n}: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1}}`,
      `  Topic${n}: {Type: AWS::SNS::Topic}`,
      `  Heard${n}: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Topic${n}, Protocol: sqs, Endpoint: !GetAtt Queue${n}.Arn}}`,
      `  Policy${n}: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Queue${n}], PolicyDocument: {Statement: {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: sqs:SendMessage, Resource: !GetAtt Queue${n}.Arn}}}}`,
      `  Log${n}: {Type: AWS::Logs::LogGroup, DependsOn: Topic${n}, Properties: {LogGroupName: !Sub '/\${Topic${n}.TopicName}', RetentionInDays: 7}}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** As large as CloudFormation takes, with what makes parsing slow: many resources, long texts, functions. */
function largeTemplate() {
  const lines = ['Resources:'];
  for (let n = 0; n < 500; n++) {
    const text = `${n} of a long text, `.repeat(90);
    lines.push(
      `  Topic${n}:`,
      '    Type: AWS::SNS::Topic',
      '    Properties:',
      `      DisplayName: !Sub '\${AWS::StackName}-${n}'`,
      '    Metadata:',
      ...Array.from({ length: 8 }, (_, i) => `      Note${i}: { Of: !Ref AWS::Region, Names: [a, b, c] }`),
    );
    const room = megabyte / 500 - 600;
    lines.push(`      Long: ${text.slice(0, Math.max(0, room))}`);
  }
  return `${lines.join('\n')}\n`;
}

module.exports = { linkedStack, largeTemplate };
