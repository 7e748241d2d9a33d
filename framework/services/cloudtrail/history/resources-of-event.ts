/** The resources of an event, by their ARNs. */
import { parseArn } from '../../../cloud/service';

interface EventResource {
  readonly arn: string;
  readonly type: string;
  readonly name: string;
}

/** By service: what stands before the name in the ARN, and the type as CloudFormation calls it. */
const types: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  cloudformation: [[/^stack\/([^/]+)/, 'AWS::CloudFormation::Stack']],
  cloudwatch: [[/^alarm:(.+)$/, 'AWS::CloudWatch::Alarm']],
  cloudtrail: [[/^trail\/(.+)$/, 'AWS::CloudTrail::Trail']],
  dynamodb: [[/^table\/([^/]+)/, 'AWS::DynamoDB::Table']],
  events: [
    [/^rule\/(.+)$/, 'AWS::Events::Rule'],
    [/^event-bus\/(.+)$/, 'AWS::Events::EventBus'],
  ],
  iam: [
    [/^role\/(?:.*\/)?([^/]+)$/, 'AWS::IAM::Role'],
    [/^user\/(?:.*\/)?([^/]+)$/, 'AWS::IAM::User'],
    [/^group\/(?:.*\/)?([^/]+)$/, 'AWS::IAM::Group'],
    [/^policy\/(?:.*\/)?([^/]+)$/, 'AWS::IAM::Policy'],
  ],
  kms: [[/^key\/(.+)$/, 'AWS::KMS::Key']],
  lambda: [[/^function:([^:]+)/, 'AWS::Lambda::Function']],
  logs: [[/^log-group:([^:]+)/, 'AWS::Logs::LogGroup']],
  s3: [
    [/^[^/]+\/(.+)$/, 'AWS::S3::Object'],
    [/^([^/]+)$/, 'AWS::S3::Bucket'],
  ],
  secretsmanager: [[/^secret:(.+)$/, 'AWS::SecretsManager::Secret']],
  sns: [[/^([^:]+)/, 'AWS::SNS::Topic']],
  sqs: [[/^(.+)$/, 'AWS::SQS::Queue']],
  ssm: [[/^parameter\/?(.+)$/, 'AWS::SSM::Parameter']],
  states: [[/^stateMachine:(.+)$/, 'AWS::StepFunctions::StateMachine']],
};

export function resourcesOf(arns: readonly string[]): EventResource[] {
  const found = new Map<string, EventResource>();
  for (const arn of arns) {
    const { service = '', resource = '' } = parseArn(arn) ?? {};
    if (resource.includes('*')) continue;
    for (const [pattern, type] of types[service] ?? []) {
      const name = pattern.exec(resource)?.[1];
      if (name === undefined) continue;
      found.set(arn, { arn, type, name });
      break;
    }
  }
  return [...found.values()];
}
