/** EventBridge's errors, in AWS's words (aws-behaviour.md 6). */
import { AwsError } from '../../cloud/service';

const error = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

export const validation = (message: string): AwsError => error('ValidationException', message);

export const invalidPattern = (reason: string): AwsError =>
  error('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

export const noBus = (name: string): AwsError =>
  error('ResourceNotFoundException', `Event bus ${name} does not exist.`);

export const busExists = (name: string): AwsError =>
  error('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);

export const noRule = (name: string, bus: string): AwsError =>
  error('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`);

export const noStatement = (): AwsError =>
  error('ResourceNotFoundException', 'Statement with the provided id does not exist.');

export const noPolicy = (): AwsError =>
  error('ResourceNotFoundException', 'EventBus does not have a policy.');

export const alreadyExists = (what: string): AwsError =>
  error('ResourceAlreadyExistsException', `${what} already exists.`);

export const doesNotExist = (what: string): AwsError =>
  error('ResourceNotFoundException', `${what} does not exist.`);

export const noConnection = (name: string): AwsError =>
  doesNotExist(`Failed to describe the connection(s). Connection '${name}'`);

export const noApiDestination = (name: string): AwsError =>
  doesNotExist(`Failed to describe the api-destination(s). An api-destination '${name}'`);

export const apiDestinationExists = (name: string): AwsError => alreadyExists(`An api-destination '${name}'`);

export const managedRule = (name: string): AwsError =>
  error(
    'ManagedRuleException',
    `Rule ${name} is managed by an AWS service and can only be modified if force is true.`,
  );

export const limitExceeded = (message: string): AwsError => error('LimitExceededException', message);

export const resourceNotFound = (arn: string): AwsError =>
  error('ResourceNotFoundException', `Resource ${arn} does not exist.`);
