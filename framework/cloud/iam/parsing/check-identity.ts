import { partitionNames } from '../../regions';
import { checkActions } from './check-actions';
import { PolicyError, VERSION_WITH_VARIABLES, type PolicyDocument, type Statement } from '../policy';
import { LEGACY, OLD_VERSION } from './wording';

const IAM_PATHS = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];
const SID = /^[0-9A-Za-z]*$/;
const PARTITIONS = ['*', ...partitionNames];

const notAnArn = (resource: string): string => `Resource ${resource} must be in ARN format or "*".`;

/** What AWS says of a resource that is neither `*` nor an ARN it can read. */
function formatError(resource: string): string | undefined {
  if (resource === '*') return undefined;
  const [scheme, partition, service, region = '', account = '', ...path] = resource.split(':');
  if (partition === undefined) return notAnArn(resource);
  if (!PARTITIONS.includes(partition)) {
    const rest = resource.split(':').slice(2);
    const shown = [...rest, '*', '*', '*', '*'].slice(0, Math.max(4, rest.length));
    return `Partition "${partition}" is not valid for resource "arn:${partition}:${shown.join(':')}".`;
  }
  if (scheme !== 'arn') return notAnArn(resource);
  if (service === undefined || /[*?]/.test(service)) {
    return 'Resource vendor must be fully qualified and cannot contain regexes.';
  }
  if (service === 'iam' && region !== '')
    return `IAM resource ${resource} cannot contain region information.`;
  if (service === 's3' && region !== '' && account === '') {
    return `Resource ${resource} can not contain region information.`;
  }
  const name = path.join(':');
  if (service === 'iam' && name !== '*' && !IAM_PATHS.some((start) => name.startsWith(start))) {
    return `IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`;
  }
  return undefined;
}

function hasMissingParts(resource: string): boolean {
  const parts = resource.split(':');
  return (resource.includes('::') && parts.length < 6) || parts[2] === '';
}

const resourcesOf = ({ Resource: resources = [], NotResource: others = [] }: Statement): string[] => [
  ...resources,
  ...others,
];
const actionsOf = ({ Action: actions = [], NotAction: others = [] }: Statement): string[] => [
  ...actions,
  ...others,
];

/** The first resource that is no ARN is told of late, one with missing parts at once. */
function checkResources(document: PolicyDocument): string | undefined {
  let found: string | undefined;
  for (const resource of document.Statement.flatMap(resourcesOf)) {
    found ??= formatError(resource);
    if (found === undefined && hasMissingParts(resource)) throw new PolicyError(LEGACY);
  }
  return found;
}

/**
 * Checks what IAM checks of a managed, inline or session policy, in the order in which it complains. An inline one
 * may leave its version out or have the old one.
 */
export function checkIdentityPolicy(
  document: PolicyDocument,
  needsVersion: boolean,
  checkSids: () => void,
): void {
  const statements = document.Statement;
  if (statements.some((each) => each.Principal !== undefined || each.NotPrincipal !== undefined)) {
    throw new PolicyError('Policy document should not specify a principal.');
  }
  if (needsVersion && document.Version !== VERSION_WITH_VARIABLES) {
    throw new PolicyError(OLD_VERSION);
  }
  const resourceError = checkResources(document);
  checkSids();
  if (!statements.every((each) => SID.test(each.Sid ?? ''))) {
    throw new PolicyError(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (statements.some((each) => actionsOf(each).length === 0)) {
    throw new PolicyError('Policy statement must contain actions.');
  }
  if (resourceError !== undefined) throw new PolicyError(resourceError);
  checkActions(document);
  if (statements.some((each) => resourcesOf(each).length === 0)) {
    throw new PolicyError('Policy statement must contain resources.');
  }
}
