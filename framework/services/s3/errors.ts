/** S3's refusals, in its words (aws-behaviour.md 2). `fields` become elements of the error document. */
import { AwsError, type Principal } from '../../cloud/service';
import { refusal } from './refusal';

export const noSuchBucket = (bucket: string): AwsError =>
  refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });

/** A HEAD has no body, so nothing but the status comes across. */
export const notFound = (deleteMarker?: string): AwsError =>
  new AwsError('NotFound', 'Not Found', { status: 404, ...deleteMarkerHeaders(deleteMarker) });

const deleteMarkerHeaders = (versionId: string | undefined): { headers?: Record<string, string> } =>
  versionId === undefined
    ? {}
    : { headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId } };

export const notModified = (etag: string): AwsError =>
  new AwsError('NotModified', 'Not Modified', { status: 304, headers: { etag: `"${etag}"` } });

export const noSuchKey = (key: string, deleteMarker?: string): AwsError =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', {
    status: 404,
    fields: { Key: key },
    ...deleteMarkerHeaders(deleteMarker),
  });

export const noSuchVersion = (key: string, versionId: string): AwsError =>
  refusal(404, 'NoSuchVersion', 'The specified version does not exist.', { Key: key, VersionId: versionId });

export const deleteMarkerMethod = (method: string, versionId: string): AwsError =>
  new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    status: 405,
    fields: { Method: method, ResourceType: 'DeleteMarker' },
    headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId, allow: 'DELETE' },
  });

export const tooManyObjectTags = (): AwsError =>
  refusal(400, 'BadRequest', 'Object tags cannot be greater than 10');

export const noSuchUpload = (uploadId: string): AwsError =>
  refusal(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );

export const invalidBucketName = (bucket: string): AwsError =>
  refusal(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: bucket });

export const bucketAlreadyOwnedByYou = (bucket: string): AwsError =>
  refusal(
    409,
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName: bucket },
  );

export const bucketAlreadyExists = (bucket: string): AwsError =>
  refusal(
    409,
    'BucketAlreadyExists',
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    { BucketName: bucket },
  );

export const illegalLocation = (constraint: string): AwsError =>
  refusal(
    400,
    'IllegalLocationConstraintException',
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );

export const invalidLocation = (constraint: string): AwsError =>
  refusal(400, 'InvalidLocationConstraint', 'The specified location-constraint is not valid', {
    LocationConstraint: constraint,
  });

export const bucketNotEmpty = (bucket: string, versions: boolean): AwsError =>
  refusal(
    409,
    'BucketNotEmpty',
    versions
      ? 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'
      : 'The bucket you tried to delete is not empty',
    { BucketName: bucket },
  );

export const permanentRedirect = (bucket: string, region: string, suffix: string): AwsError =>
  new AwsError(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    {
      status: 301,
      fields: { Endpoint: `${bucket}.s3.${region}.${suffix}`, Bucket: bucket },
      headers: { 'x-amz-bucket-region': region },
    },
  );

export const accessDenied = (): AwsError => refusal(403, 'AccessDenied', 'Access Denied');

export const invalidExpectedOwner = (value: string): AwsError =>
  refusal(
    400,
    'InvalidBucketOwnerAWSAccountID',
    `The value of the expected bucket owner parameter must be an AWS Account ID... [${value}]`,
  );

export const invalidArgument = (message: string, name?: string, value?: string): AwsError =>
  refusal(400, 'InvalidArgument', message, {
    ...(name === undefined ? {} : { ArgumentName: name }),
    ...(value === undefined ? {} : { ArgumentValue: value }),
  });

export const invalidRequest = (message: string): AwsError => refusal(400, 'InvalidRequest', message);

export const malformedXml = (): AwsError =>
  refusal(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const malformedPolicy = (message: string): AwsError => refusal(400, 'MalformedPolicy', message);

export const invalidTag = (message: string, key?: string, value?: string): AwsError =>
  refusal(400, 'InvalidTag', message, {
    ...(key === undefined ? {} : { TagKey: key }),
    ...(value === undefined ? {} : { TagValue: value }),
  });

export const objectLocked = (): AwsError =>
  refusal(403, 'AccessDenied', 'Access Denied because object protected by object lock.');
export const noBucketLock = (): AwsError => invalidRequest('Bucket is missing Object Lock Configuration');
export const missingBody = (): AwsError => refusal(400, 'MissingRequestBodyError', 'Request Body is empty');
export const invalidBucketState = (message: string): AwsError => refusal(409, 'InvalidBucketState', message);
export const noObjectLock = (): AwsError =>
  refusal(
    404,
    'NoSuchObjectLockConfiguration',
    'The specified object does not have a ObjectLock configuration',
  );

export const badDigest = (algorithm: string): AwsError =>
  refusal(
    400,
    'BadDigest',
    algorithm === 'Content-MD5'
      ? 'The Content-MD5 you specified did not match what we received.'
      : `The ${algorithm} you specified did not match the calculated checksum.`,
  );

export const invalidDigest = (value: string): AwsError =>
  refusal(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', { 'Content-MD5': value });

export const preconditionFailed = (condition: string): AwsError =>
  refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });

export const conditionalConflict = (condition: string, key: string): AwsError =>
  refusal(
    409,
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    { Condition: condition, Key: key },
  );

export const headerNotImplemented = (header: string, additionalMessage: string): AwsError =>
  refusal(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', {
    Header: header,
    additionalMessage,
  });

export const invalidRange = (range: string, sizeBytes: number): AwsError =>
  refusal(416, 'InvalidRange', 'The requested range is not satisfiable', {
    ActualObjectSize: sizeBytes,
    RangeRequested: range,
  });

export const invalidPartNumber = (partNumber: number, parts: number): AwsError =>
  refusal(416, 'InvalidPartNumber', 'The requested partnumber is not satisfiable', {
    ActualPartCount: parts,
    PartNumberRequested: partNumber,
  });

export const invalidObjectState = (storageClass: string): AwsError =>
  refusal(403, 'InvalidObjectState', "The operation is not valid for the object's storage class", {
    StorageClass: storageClass,
  });

export const notRestorable = (): AwsError =>
  refusal(403, 'InvalidObjectState', "Restore is not allowed for the object's current storage class");

export const restoreInProgress = (): AwsError =>
  refusal(409, 'RestoreAlreadyInProgress', 'Object restore is already in progress');

export const keyTooLong = (sizeBytes: number): AwsError =>
  refusal(400, 'KeyTooLongError', 'Your key is too long', { MaxSizeAllowed: 1024, Size: sizeBytes });

export const metadataTooLarge = (sizeBytes: number): AwsError =>
  refusal(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
    MaxSizeAllowed: 2048,
    Size: sizeBytes,
  });

export const entityTooLarge = (sizeBytes: number, maxBytes: number): AwsError =>
  refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    MaxSizeAllowed: maxBytes,
    ProposedSize: sizeBytes,
  });

export const entityTooSmall = (part: { etag: string; partNumber: number; sizeBytes: number }): AwsError =>
  refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    ETag: part.etag,
    MinSizeAllowed: 5242880,
    PartNumber: part.partNumber,
    ProposedSize: part.sizeBytes,
  });

export const formFileTooSmall = (sizeBytes: number, minBytes: number): AwsError =>
  refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    MinSizeAllowed: minBytes,
    ProposedSize: sizeBytes,
  });

export const malformedForm = (): AwsError =>
  refusal(
    400,
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );

export const invalidPart = (uploadId: string, partNumber: number, etag: string): AwsError =>
  refusal(
    400,
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: uploadId, PartNumber: partNumber, ETag: etag },
  );

export const invalidPartOrder = (uploadId: string): AwsError =>
  refusal(
    400,
    'InvalidPartOrder',
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
    { UploadId: uploadId },
  );

export const invalidStorageClass = (value: string): AwsError =>
  refusal(400, 'InvalidStorageClass', 'The storage class you specified is not valid', {
    StorageClassRequested: value,
  });

export const versioningMissing = (): AwsError =>
  refusal(400, 'IllegalVersioningConfigurationException', 'The Versioning element must be specified');

export const badDestinations = (problems: readonly { arn: string; reason: string }[]): AwsError =>
  refusal(
    400,
    'InvalidArgument',
    'Unable to validate the following destination configurations',
    Object.fromEntries(
      problems.flatMap(({ arn, reason }, index) => [
        [`ArgumentName${index + 1}`, arn],
        [`ArgumentValue${index + 1}`, reason],
      ]),
    ),
  );

export const notInActiveTier = (): AwsError =>
  refusal(
    403,
    'ObjectNotInActiveTierError',
    'The source object of the COPY action is not in the active tier and is only stored in Amazon S3 Glacier.',
  );

/** BlockPublicPolicy refuses in the words of an access denial. */
export const publicPolicyBlocked = (
  bucket: string,
  { principal, partition }: { principal: Principal; partition: string },
): AwsError =>
  refusal(
    403,
    'AccessDenied',
    `User: ${principal.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:${partition}:s3:::${bucket}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
  );

export * from './acl/acl-errors';
export * from './configuration-errors';
export * from './encryption/encryption-errors';
