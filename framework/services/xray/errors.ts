import { AwsError } from '../../cloud/service';

export const invalidRequest = (message: string): AwsError =>
  new AwsError('InvalidRequestException', message, { status: 400 });

export const resourceNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Resource not found: ${arn}`, {
    status: 404,
    fields: { ResourceName: arn },
  });

export const ruleLimit = (): AwsError =>
  new AwsError('RuleLimitExceededException', 'You have reached the maximum number of sampling rules.', {
    status: 400,
  });
