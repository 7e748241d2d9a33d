/** CloudFormation's IAM types, in terms of the IAM API. */
import type { ResourceType } from '../../../cloud/service';
import { instanceProfile } from './instance-profile';
import { groupPolicy, managedPolicy, policy, rolePolicy, userPolicy } from './policies';
import { role } from './role';
import { accessKey, group, user } from './users';

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::AccessKey': accessKey,
  'AWS::IAM::Group': group,
  'AWS::IAM::GroupPolicy': groupPolicy,
  'AWS::IAM::InstanceProfile': instanceProfile,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::IAM::RolePolicy': rolePolicy,
  'AWS::IAM::User': user,
  'AWS::IAM::UserPolicy': userPolicy,
};
