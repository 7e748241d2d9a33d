import { AwsError } from '../../cloud/service';

/** IAM's errors; texts are AWS's (aws-behaviour.md 9.4). */
const noSuchEntity = (message: string): AwsError => new AwsError('NoSuchEntity', message, { status: 404 });
const deleteConflict = (message: string): AwsError =>
  new AwsError('DeleteConflict', message, { status: 409 });
const entityAlreadyExists = (message: string): AwsError =>
  new AwsError('EntityAlreadyExists', message, { status: 409 });
const limitExceeded = (message: string): AwsError => new AwsError('LimitExceeded', message, { status: 409 });

export const invalidInput = (message: string): AwsError =>
  new AwsError('InvalidInput', message, { status: 400 });

export const validationError = (message: string): AwsError =>
  new AwsError('ValidationError', message, { status: 400 });

export const malformedPolicyDocument = (message: string): AwsError =>
  new AwsError('MalformedPolicyDocument', message, { status: 400 });

/** What a thing of IAM is called in messages. */
export type Kind = 'role' | 'user' | 'group';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const holderNotFound = (kind: Kind, name: string): AwsError =>
  noSuchEntity(`The ${kind} with name ${name} cannot be found.`);

export const holderExists = (kind: Kind, name: string): AwsError =>
  entityAlreadyExists(`${capital(kind)} with name ${name} already exists.`);

export const inlinePolicyNotFound = (kind: Kind, name: string): AwsError =>
  noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);

export const policyNotFound = (arn: string): AwsError => noSuchEntity(`Policy ${arn} was not found.`);

export const policyNotAttachable = (arn: string): AwsError =>
  noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);

export const scopeNotAttachable = (arn: string): AwsError =>
  noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);

export const versionNotFound = (arn: string, versionId: string): AwsError =>
  noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);

export const noBoundary = (kind: Kind, name: string): AwsError =>
  noSuchEntity(`No permissions boundary is attached to ${kind} ${name}.`);

export const accessKeyNotFound = (id: string): AwsError =>
  noSuchEntity(`The Access Key with id ${id} cannot be found.`);

export const instanceProfileNotFound = (name: string): AwsError =>
  noSuchEntity(`Instance Profile ${name} cannot be found.`);

export const instanceProfileExists = (name: string): AwsError =>
  entityAlreadyExists(`Instance Profile ${name} already exists.`);

export const instanceProfileRole = (roleName: string): AwsError =>
  noSuchEntity(`Role ${roleName} in instance profile was not found.`);

export const policyExists = (name: string): AwsError =>
  entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);

export const loginProfileNotFound = (userName: string): AwsError =>
  noSuchEntity(`Login Profile for User ${userName} cannot be found.`);

export const loginProfileExists = (userName: string): AwsError =>
  entityAlreadyExists(`Login Profile for user ${userName} already exists.`);

export const passwordPolicyNotFound = (accountId: string): AwsError =>
  noSuchEntity(`The Password Policy with domain name ${accountId} cannot be found.`);

/** Of a deletion, which words it differently. */
export const noPasswordPolicy = (): AwsError =>
  noSuchEntity('The account policy with name PasswordPolicy cannot be found.');

export const accountAliasNotFound = (alias: string): AwsError =>
  noSuchEntity(`The Account Alias ${alias} cannot be found.`);

export const aliasExists = (alias: string): AwsError =>
  entityAlreadyExists(`The account alias ${alias} already exists.`);

export const openIdProviderNotFound = (arn: string): AwsError =>
  noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);

export const openIdProviderGone = (arn: string): AwsError =>
  noSuchEntity(`OpenId connect Provider ${arn} cannot be found.`);

export const openIdProviderExists = (url: string): AwsError =>
  entityAlreadyExists(`Provider with url ${url} already exists.`);

export const samlProviderNotFound = (arn: string): AwsError =>
  noSuchEntity(`Manifest not found for arn ${arn}`);

export const samlProviderExists = (name: string): AwsError =>
  entityAlreadyExists(`SAML Provider ${name} already exists.`);

export const invalidArn = (arn: string): AwsError => invalidInput(`ARN ${arn} is not valid.`);

export const deviceNotFound = (serial: string): AwsError =>
  noSuchEntity(`MFA Device with serial number ${serial} does not exist.`);

export const deviceExists = (): AwsError => entityAlreadyExists('MFA device already exists.');

export const deviceInUse = (): AwsError => entityAlreadyExists('MFA Device is already in use.');

export const deviceIsAssigned = (): AwsError =>
  deleteConflict('Cannot delete a virtual MFA device that is assigned to a user.');

/** The two codes must follow each other. */
export const invalidAuthenticationCode = (): AwsError =>
  new AwsError('InvalidAuthenticationCode', 'Authentication code for device is not valid.', { status: 403 });

export const sshKeyNotFound = (id: string): AwsError =>
  noSuchEntity(`The Public Key with id ${id} cannot be found.`);

export const duplicateSshKey = (): AwsError =>
  new AwsError('DuplicateSSHPublicKey', 'The SSH public key is already associated with this user.', {
    status: 400,
  });

export const invalidPublicKey = (): AwsError =>
  new AwsError('InvalidPublicKey', 'The public key is malformed or otherwise invalid.', { status: 400 });

export const unrecognizedKeyEncoding = (): AwsError =>
  new AwsError(
    'UnrecognizedPublicKeyEncoding',
    'The public key encoding format is unsupported or unrecognized.',
    { status: 400 },
  );

export const malformedCertificate = (message: string): AwsError =>
  new AwsError('MalformedCertificate', message, { status: 400 });

export const duplicateCertificate = (): AwsError =>
  new AwsError('DuplicateCertificate', 'The certificate is already associated with this user.', {
    status: 409,
  });

export const keyPairMismatch = (): AwsError =>
  new AwsError('KeyPairMismatch', 'The public key certificate and the private key do not match.', {
    status: 400,
  });

export const certificateNotFound = (id: string): AwsError =>
  noSuchEntity(`The Certificate with id ${id} cannot be found.`);

export const serverCertificateNotFound = (name: string): AwsError =>
  noSuchEntity(`The Server Certificate with name ${name} cannot be found.`);

export const serverCertificateExists = (name: string): AwsError =>
  entityAlreadyExists(`The Server Certificate with name ${name} already exists.`);

export const serviceCredentialNotFound = (id: string): AwsError =>
  noSuchEntity(`No such credential ${id} exists`);

export const serviceNotSupported = (service: string): AwsError =>
  noSuchEntity(`No such service ${service} is supported for Service Specific Credentials`);

export const reportNotPresent = (): AwsError => new AwsError('ReportNotPresent', '', { status: 410 });

/** Of a key that is not there, which AWS does not tell from one of another account. */
export const lastUsedDenied = (principal: string, id: string): AwsError =>
  new AwsError(
    'AccessDenied',
    `User: ${principal} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${id}`,
    { status: 403 },
  );

export const protectedRole = (name: string): AwsError =>
  new AwsError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    { status: 400 },
  );

export const deletionTaskNotFound = (id: string): AwsError =>
  noSuchEntity(`The deletion task with id ${id} cannot be found.`);

/** What still hangs on an entity that is to be deleted: 'must detach all policies first'. */
export const cannotDelete = (what: string): AwsError => deleteConflict(`Cannot delete entity, ${what}.`);

export const policyInUse = (): AwsError => deleteConflict('Cannot delete a policy attached to entities.');

export const policyHasVersions = (): AwsError =>
  deleteConflict(
    'This policy has more than one version. Before you delete a policy, you must delete the ' +
      "policy's versions. The default version is deleted with the policy.",
  );

export const defaultVersionStays = (): AwsError =>
  deleteConflict('Cannot delete the default version of a policy.');

export const tooManyTags = (): AwsError => limitExceeded('The number of tags has reached the maximum limit.');

export const quotaExceeded = (quota: string, most: number): AwsError =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${most}`);

export const inlinePoliciesTooLong = (kind: Kind, name: string, bytesMax: number): AwsError =>
  limitExceeded(`Maximum policy size of ${bytesMax} bytes exceeded for ${kind} ${name}`);

export const tooManyVersions = (): AwsError =>
  limitExceeded(
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  );

export const tokenIsInvalid = (): AwsError =>
  new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', {
    status: 403,
  });
