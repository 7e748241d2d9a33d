/** KMS's errors; texts are AWS's (aws-behaviour.md 10.1). */
import { AwsError } from '../../cloud/service';

const error = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

export const keyNotFound = (arn: string): AwsError =>
  error('NotFoundException', `Key '${arn}' does not exist`);

export const invalidKeyId = (id: string): AwsError => error('NotFoundException', `Invalid keyId '${id}'`);

/** An ARN of another region. */
export const invalidRegion = (region: string): AwsError =>
  error('NotFoundException', `Invalid arn ${region}`);

export const aliasNotFound = (arn: string): AwsError =>
  error('NotFoundException', `Alias ${arn} is not found.`);

export const policyNotFound = (): AwsError => error('NotFoundException', 'No such policy exists');

export const grantNotFound = (grantId: string): AwsError =>
  error('NotFoundException', `Grant ID ${grantId} not found`);

export const disabled = (arn: string): AwsError => error('DisabledException', `${arn} is disabled.`);

export const pendingDeletion = (arn: string): AwsError =>
  error('KMSInvalidStateException', `${arn} is pending deletion.`);

export const notPendingDeletion = (arn: string): AwsError =>
  error('KMSInvalidStateException', `${arn} is not pending deletion.`);

export const invalidKeyUsage = (arn: string, usage: string, operation: string): AwsError =>
  error('InvalidKeyUsageException', `${arn} key usage is ${usage} which is not valid for ${operation}.`);

export const incompatibleAlgorithm = (algorithm: string, spec: string): AwsError =>
  error('InvalidKeyUsageException', `Algorithm ${algorithm} is incompatible with key spec ${spec}.`);

export const keyStoreNotFound = (): AwsError => error('CustomKeyStoreNotFoundException', '');

export const invalidSignature = (): AwsError => error('KMSInvalidSignatureException', '');

export const pendingImport = (arn: string): AwsError =>
  error('KMSInvalidStateException', `${arn} is pending import.`);

export const pendingReplicaDeletion = (arn: string): AwsError =>
  error('KMSInvalidStateException', `${arn} is pending replica deletion.`);

export const creating = (arn: string): AwsError => error('KMSInvalidStateException', `${arn} is creating.`);

export const invalidOrigin = (arn: string, origin: string): AwsError =>
  unsupported(`${arn} origin is ${origin} which is not valid for this operation.`);

export const invalidImportToken = (): AwsError => error('InvalidImportTokenException', '');

export const expiredImportToken = (): AwsError => error('ExpiredImportTokenException', '');

export const incorrectKeyMaterial = (): AwsError => error('IncorrectKeyMaterialException', '');

export const keyExistsInRegion = (region: string): AwsError =>
  error('AlreadyExistsException', `A replica key already exists in ${region}.`);

export const incorrectKey = (): AwsError =>
  error(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );

/** AWS says nothing more: neither what of the ciphertext is wrong nor that the encryption context is. */
export const invalidCiphertext = (): AwsError => error('InvalidCiphertextException', '');

export const invalidMac = (): AwsError => error('KMSInvalidMacException', '');

/** A ciphertext whose key is gone or elsewhere reads like one that the caller may not decrypt. */
export const unknownCiphertextKey = (principal: string, action: string): AwsError =>
  error(
    'AccessDeniedException',
    `User: ${principal} is not authorized to perform: ${action} on the resource associated with this ciphertext ` +
      'because the resource does not exist in this Region, no resource-based policies allow access, ' +
      'or a resource-based policy explicitly denies access',
  );

/** A call that KMS takes from the key's own account only. */
export const foreignKey = (principal: string, operation: string, arn: string): AwsError =>
  error(
    'AccessDeniedException',
    `User: ${principal} is not authorized to perform: kms:${operation} on resource: ${arn}`,
  );

export const aliasPrefix = (): AwsError =>
  error(
    'ValidationException',
    'Alias must start with the prefix "alias/". Please see ' +
      'https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  );

/** Names under `alias/aws/` are AWS's own. */
export const reservedAlias = (): AwsError => error('NotAuthorizedException', '');

export const aliasExists = (arn: string): AwsError =>
  error('AlreadyExistsException', `An alias with the name ${arn} already exists`);

export const malformedPolicy = (message: string): AwsError =>
  error('MalformedPolicyDocumentException', message);

export const policyLocksOut = (): AwsError =>
  malformedPolicy('The new key policy will not allow you to update the key policy in the future.');

export const validation = (message: string): AwsError => error('ValidationException', message);

export const unsupported = (message = ''): AwsError => error('UnsupportedOperationException', message);

export const duplicateTags = (): AwsError => error('TagException', 'Duplicate tag keys');

export const tooManyTags = (): AwsError => error('TagException', 'Too many tags');

export const invalidMarker = (): AwsError => error('InvalidMarkerException', 'Could not deserialize marker');

export const invalidGrantToken = (): AwsError => error('InvalidGrantTokenException', '');

export const onDemandRotationsUsedUp = (arn: string): AwsError =>
  error(
    'LimitExceededException',
    'The on-demand rotations limit has been reached for the given keyId. ' +
      `No more on-demand rotations can be performed for this key: ${arn}`,
  );

export const wouldHaveSucceeded = (): AwsError =>
  error('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.');
