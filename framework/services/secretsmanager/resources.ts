/** CloudFormation's Secrets Manager types, in terms of the API. */
import type {
  CreateSecretRequest,
  GetRandomPasswordRequest,
  RotateSecretRequest,
  UpdateSecretRequest,
} from '@aws-sdk/client-secrets-manager';
import {
  AwsError,
  readTags,
  resourceTags,
  tagChanges,
  template,
  type ResourceProgress,
  type ResourceReadout,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';

const { flagOf, inputOf, isRecord, jsonTextOf, textOf, typedOf } = template;

function unlessGone(act: () => void): { done: true } {
  try {
    act();
  } catch (error) {
    const isGone =
      error instanceof AwsError &&
      (error.code === 'ResourceNotFoundException' || error.message.includes('marked for deletion'));
    if (!isGone) throw error;
  }
  return { done: true };
}

/** A generated password, alone or within the JSON of a template. */
function generated(request: ResourceRequest, given: Record<string, unknown>): string {
  const { SecretStringTemplate, GenerateStringKey, ...how } = given;
  const { RandomPassword = '' } = request
    .aws('secretsmanager')
    .getRandomPassword(inputOf<GetRandomPasswordRequest>(typedStrings(how)));
  if (SecretStringTemplate === undefined && GenerateStringKey === undefined) return RandomPassword;
  let frame: unknown;
  try {
    frame = JSON.parse(textOf(SecretStringTemplate) ?? '');
  } catch {
    frame = undefined;
  }
  if (!isRecord(frame) || GenerateStringKey === undefined) {
    throw new AwsError('InvalidRequest', 'Could not parse SecretStringTemplate JSON.');
  }
  return JSON.stringify({ ...frame, [textOf(GenerateStringKey) ?? '']: RandomPassword });
}

/** Digits in ExcludeCharacters are characters and no number. */
function typedStrings({ ExcludeCharacters, ...how }: Record<string, unknown>): Record<string, unknown> {
  const typed = typedOf(how);
  return { ...(isRecord(typed) ? typed : {}), ExcludeCharacters: textOf(ExcludeCharacters) };
}

function valueOf(request: ResourceRequest): string | undefined {
  const { SecretString, GenerateSecretString } = request.properties;
  if (SecretString !== undefined && GenerateSecretString !== undefined) {
    throw new AwsError(
      'InvalidRequest',
      'You can specify either SecretString or GenerateSecretString, not both.',
    );
  }
  if (isRecord(GenerateSecretString)) return generated(request, GenerateSecretString);
  // A template without either makes a random password.
  return SecretString === undefined ? generated(request, {}) : textOf(SecretString);
}

const progress = (arn: string): ResourceProgress => ({
  done: true,
  physicalId: arn,
  attributes: { Id: arn },
});

function changeTags(request: ResourceRequest, SecretId: string): void {
  const secrets = request.aws('secretsmanager');
  const { list: Tags, gone } = tagChanges(request);
  if (gone.length > 0) secrets.untagResource({ SecretId, TagKeys: gone });
  if (Tags.length > 0) secrets.tagResource({ SecretId, Tags });
}

const secret: ResourceType = {
  properties: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'SecretString', 'Tags'],
  replaceOn: ['Name'],

  /** The secret itself is not read, as on AWS. */
  read(request) {
    let found: ResourceReadout | undefined;
    unlessGone(() => {
      const {
        ARN,
        Name,
        Description,
        KmsKeyId,
        DeletedDate,
        Tags = [],
      } = request.aws('secretsmanager').describeSecret({ SecretId: request.physicalId });
      const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
      if (DeletedDate === undefined)
        found = {
          properties: { Name, Description, KmsKeyId, Tags: readTags(request, tags) },
          attributes: { Id: ARN },
        };
    });
    return found;
  },

  create(request) {
    const { properties } = request;
    const { ARN = '' } = request.aws('secretsmanager').createSecret(
      inputOf<CreateSecretRequest>({
        Name: textOf(properties['Name']) ?? request.generatedName(505),
        Description: textOf(properties['Description']),
        KmsKeyId: textOf(properties['KmsKeyId']),
        SecretString: valueOf(request),
        Tags: resourceTags(request).list,
      }),
    );
    return progress(ARN);
  },

  /** The value is made anew only where what it is made of has changed. */
  update(request) {
    const { properties, previous = {}, physicalId: SecretId = '' } = request;
    const isChanged = (name: string): boolean =>
      JSON.stringify(properties[name]) !== JSON.stringify(previous[name]);
    const makesValue = isChanged('SecretString') || isChanged('GenerateSecretString');
    request.aws('secretsmanager').updateSecret(
      inputOf<UpdateSecretRequest>({
        SecretId,
        Description: textOf(properties['Description']),
        KmsKeyId: textOf(properties['KmsKeyId']),
        SecretString: makesValue ? valueOf(request) : undefined,
      }),
    );
    changeTags(request, SecretId);
    return progress(SecretId);
  },

  /** CloudFormation deletes without recovery. */
  delete: (request) =>
    unlessGone(
      () =>
        void request
          .aws('secretsmanager')
          .deleteSecret({ SecretId: request.physicalId ?? '', ForceDeleteWithoutRecovery: true }),
    ),
};

const secretIn = ({ properties }: ResourceRequest): string => textOf(properties['SecretId']) ?? '';

function putPolicy(request: ResourceRequest): ResourceProgress {
  const { ARN = '' } = request.aws('secretsmanager').putResourcePolicy({
    SecretId: secretIn(request),
    ResourcePolicy: jsonTextOf(request.properties['ResourcePolicy']),
    BlockPublicPolicy: flagOf(request.properties['BlockPublicPolicy']),
  });
  return progress(ARN);
}

const resourcePolicy: ResourceType = {
  properties: ['BlockPublicPolicy', 'ResourcePolicy', 'SecretId'],
  replaceOn: ['SecretId'],
  create: putPolicy,
  update: putPolicy,
  delete: (request) =>
    unlessGone(
      () => void request.aws('secretsmanager').deleteResourcePolicy({ SecretId: request.physicalId ?? '' }),
    ),
};

function rotate(request: ResourceRequest): ResourceProgress {
  const { properties } = request;
  const { ARN = '' } = request.aws('secretsmanager').rotateSecret(
    inputOf<RotateSecretRequest>({
      SecretId: secretIn(request),
      RotationLambdaARN: textOf(properties['RotationLambdaARN']),
      RotationRules: typedOf(properties['RotationRules']),
      RotateImmediately: flagOf(properties['RotateImmediatelyOnUpdate']),
    }),
  );
  return progress(ARN);
}

const rotationSchedule: ResourceType = {
  properties: ['RotateImmediatelyOnUpdate', 'RotationLambdaARN', 'RotationRules', 'SecretId'],
  replaceOn: ['SecretId'],
  create: rotate,
  update: rotate,
  delete: (request) =>
    unlessGone(
      () => void request.aws('secretsmanager').cancelRotateSecret({ SecretId: request.physicalId ?? '' }),
    ),
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::SecretsManager::ResourcePolicy': resourcePolicy,
  'AWS::SecretsManager::RotationSchedule': rotationSchedule,
  'AWS::SecretsManager::Secret': secret,
};
