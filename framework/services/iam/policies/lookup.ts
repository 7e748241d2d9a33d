/** Finding a managed policy by its ARN: the account's own, or one of AWS's. */
import { parseArn } from '../../../cloud/service';
import { policyNotFound } from '../errors';
import { nameIn } from '../identifiers';
import { keyOf, type IamCall, type ManagedPolicy } from '../state';
import { awsManagedPolicies, awsManagedPolicy } from './aws-managed';

export const isAwsManaged = (arn: string): boolean => parseArn(arn)?.accountId === 'aws';

/** Undefined where there is none. One of AWS's that is not known here may well exist: that is reported. */
export function findPolicy(arn: string, call: IamCall): ManagedPolicy | undefined {
  if (isAwsManaged(arn)) return awsManagedPolicy(arn) ?? unknownPolicy(arn, call);
  const policy = call.state.policies.get(keyOf(parseArn(arn)?.accountId ?? '', nameIn(arn)));
  return policy?.arn === arn ? policy : undefined;
}

const nothingAllowed =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"*","Resource":"*"}]}';

/**
 * One of AWS's whose statements are not known here: it can be attached and allows nothing, which is reported as
 * modelled only. A known name under a wrong path (`policy/AWSLambdaBasicExecutionRole`) is no policy.
 */
function unknownPolicy(arn: string, call: IamCall): ManagedPolicy | undefined {
  const [, path = '/', name = ''] = /:policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  if (name === '' || awsManagedPolicies(call.partition).some((policy) => policy.name === name))
    return undefined;
  call.modelledOnly(`the AWS-managed policy ${arn}: what it allows is not known here, so it allows nothing`);
  const version = { id: 'v1', text: nothingAllowed, createdAtMs: 0 };
  return {
    name,
    path,
    arn,
    id: `ANPA${name
      .toUpperCase()
      .replace(/[^A-Z2-7]/g, '')
      .slice(0, 17)}`,
    accountId: 'aws',
    createdAtMs: 0,
    updatedAtMs: 0,
    tags: [],
    versions: [version],
    defaultVersionId: version.id,
    versionsMade: 1,
  };
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
