import type { ResourceType } from '../../../cloud/service';
import { eventInvokeConfig } from './event-invoke-config';
import { lambdaFunction } from './function';
import { permission } from './permission';

/** CloudFormation's Lambda types, in terms of the Lambda API. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
};
