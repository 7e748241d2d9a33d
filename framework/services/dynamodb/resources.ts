/** CloudFormation's DynamoDB types, in terms of the DynamoDB API. */
import type { ResourceType } from '../../cloud/service';
import { tableResource } from './resources/table';

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': tableResource,
};
