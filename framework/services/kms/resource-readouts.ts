/** KMS keys and aliases as they are now, for drift and imports. */
import { AwsError, readTags, type ResourceReadout, type ResourceRequest } from '../../cloud/service';

function unlessGone(read: () => ResourceReadout | undefined): ResourceReadout | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NotFoundException') return undefined;
    throw error;
  }
}

/** A key that waits for its deletion is gone for its stack. */
export function readKey(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: KeyId = '' } = request;
  const kms = request.aws('kms');
  return unlessGone(() => {
    const { KeyMetadata: key } = kms.describeKey({ KeyId });
    if (key?.KeyState === 'PendingDeletion') return undefined;
    const { Policy = '{}' } = kms.getKeyPolicy({ KeyId });
    const policy: unknown = JSON.parse(Policy);
    const tags = kms.listResourceTags({ KeyId }).Tags ?? [];
    // Asymmetric keys and imported material do not rotate.
    const mayRotate =
      key?.KeySpec === 'SYMMETRIC_DEFAULT' && key.Origin === 'AWS_KMS' && key.Enabled === true;
    const rotation = mayRotate ? kms.getKeyRotationStatus({ KeyId }) : undefined;
    return {
      properties: {
        Description: key?.Description === '' ? undefined : key?.Description,
        Enabled: key?.Enabled,
        KeySpec: key?.KeySpec,
        KeyUsage: key?.KeyUsage,
        MultiRegion: key?.MultiRegion,
        Origin: key?.Origin,
        KeyPolicy: policy,
        ...(rotation === undefined
          ? {}
          : {
              EnableKeyRotation: rotation.KeyRotationEnabled,
              RotationPeriodInDays: rotation.RotationPeriodInDays,
            }),
        Tags: readTags(
          request,
          Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue])),
        ),
      },
      attributes: { Arn: key?.Arn, KeyId: key?.KeyId },
    };
  });
}

/** What a key is called by: told by its id or its ARN, as the template has it. */
export function readAlias(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: AliasName = '', properties } = request;
  return unlessGone(() => {
    const { KeyMetadata: key } = request.aws('kms').describeKey({ KeyId: AliasName });
    const isArn = String(properties['TargetKeyId']).startsWith('arn:');
    return { properties: { AliasName, TargetKeyId: isArn ? key?.Arn : key?.KeyId } };
  });
}
