/** Parameter Store's errors, in AWS's words where they are known (aws-behaviour.md 10.7). */
import { AwsError } from '../../cloud/service';

const error = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

export const validation = (message: string): AwsError => error('ValidationException', message);

/** AWS says nothing more. */
export const notFound = (): AwsError => error('ParameterNotFound', '');

export const secretNotFound = (name: string): AwsError =>
  error(
    'ParameterNotFound',
    `An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret ${name} not found.`,
  );

export const versionNotFound = (name: string, version: string | number): AwsError =>
  error(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );

export const labelNotFound = (name: string, label: string): AwsError =>
  error(
    'ParameterVersionNotFound',
    `Systems Manager could not find label ${label} for parameter ${name}. Verify the label and try again.`,
  );

export const alreadyExists = (): AwsError =>
  error(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );

export const reservedName = (name: string): AwsError =>
  error('AccessDeniedException', `No access to reserved parameter name: ${name}.`);

export const hierarchyTooDeep = (): AwsError =>
  error(
    'HierarchyLevelLimitExceededException',
    'Parameter hierarchies are limited to a maximum depth of 15 levels.',
  );

export const typeMismatch = (): AwsError =>
  error(
    'HierarchyTypeMismatchException',
    "Parameter Store doesn't support changing a parameter type in a hierarchy.",
  );

export const patternMismatch = (pattern: string): AwsError =>
  error(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );

export const invalidPattern = (pattern: string): AwsError =>
  error('InvalidAllowedPatternException', `The regular expression ${pattern} is invalid.`);

export const tooManyVersions = (name: string, oldest: number): AwsError =>
  error(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. ` +
      `Version ${oldest}, the oldest version, can't be deleted because it has a label associated with it. ` +
      'Move the label to another version of the parameter, and try again.',
  );

export const tooManyParameters = (): AwsError =>
  error('ParameterLimitExceeded', 'You have exceeded the number of parameters for this AWS account.');

export const tooManyLabels = (): AwsError =>
  error(
    'ParameterVersionLabelLimitExceeded',
    'A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
  );

export const invalidKeyId = (message: string): AwsError => error('InvalidKeyId', message);

export const keyAccessDenied = (message: string): AwsError => error('AccessDeniedException', message);

export const incompatiblePolicy = (message: string): AwsError =>
  error('IncompatiblePolicyException', message);

export const invalidPolicyType = (type: string): AwsError =>
  error('InvalidPolicyTypeException', `The policy type ${type} is not supported.`);

export const invalidPolicyAttribute = (message: string): AwsError =>
  error('InvalidPolicyAttributeException', message);

export const tooManyPolicies = (): AwsError =>
  error('PoliciesLimitExceededException', 'A parameter can have at most 10 policies.');

export const invalidNextToken = (): AwsError =>
  error('InvalidNextToken', 'The specified token is not valid.');

export const invalidFilterKey = (key: string, valid: readonly string[]): AwsError =>
  error(
    'InvalidFilterKey',
    `The following filter key is not valid: ${key}. Valid filter keys include: [${valid.join(', ')}].`,
  );

export const invalidFilterOption = (option: string, valid: readonly string[]): AwsError =>
  error(
    'InvalidFilterOption',
    `The following filter option is not valid: ${option}. Valid options include: [${valid.join(', ')}].`,
  );

const invalidFilterValue = (message: string): AwsError => error('InvalidFilterValue', message);

export const missingFilterValues = (key: string): AwsError =>
  invalidFilterValue(`The following filter values are missing : null for filter key ${key}.`);

export const unknownFilterValue = (value: string, valid: readonly string[]): AwsError =>
  invalidFilterValue(
    `The following filter value is not valid: ${value}. Valid values include: [${valid.join(', ')}].`,
  );

export const duplicateFilter = (key: string): AwsError =>
  error(
    'InvalidFilterKey',
    `The following filter is duplicated in the request: ${key}. ` +
      'A request can contain only one occurrence of a specific filter.',
  );

export const invalidResource = (id: string): AwsError =>
  error('InvalidResourceId', `The resource ID "${id}" is not valid. Verify the ID and try again.`);

export const tooManyTags = (): AwsError =>
  error(
    'TooManyTagsError',
    'The Targets parameter includes too many tags. Remove one or more tags and try the command again.',
  );
