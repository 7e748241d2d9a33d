/** Finding a managed policy by its ARN: the account's own, or one of AWS's. */
import { parseArn } from '../../../cloud/service';
import { policyNotFound } from '../errors';
import { nameIn } from '../identifiers';
import { keyOf, type IamCall, type ManagedPolicy } from '../state';
import { awsManagedPolicy } from './aws-managed';

export const isAwsManaged = (arn: string): boolean => parseArn(arn)?.accountId === 'aws';

/** Undefined where there is none. One of AWS's that is not known here may well exist: that is said loudly. */
export function findPolicy(arn: string, call: IamCall): ManagedPolicy | undefined {
  if (isAwsManaged(arn)) {
    return awsManagedPolicy(arn) ?? call.notEmulated(`The AWS-managed policy ${arn}`);
  }
  const policy = call.state.policies.get(keyOf(parseArn(arn)?.accountId ?? '', nameIn(arn)));
  return policy?.arn === arn ? policy : undefined;
}

export function policyAt(arn: string, call: IamCall): ManagedPolicy {
  const policy = findPolicy(arn, call);
  if (policy === undefined) throw policyNotFound(arn);
  return policy;
}

/** The text that is in force. */
export function defaultText({ versions, defaultVersionId }: ManagedPolicy): string {
  return versions.find(({ id }) => id === defaultVersionId)?.text ?? '';
}
