import { epochMs } from '../../../framework/kernel';
import { testCloud } from '../../test-cloud';
import { testKey } from './key';

const after = (days: number) => new Date(epochMs + days * 86_400_000);

test('a key is made enabled, with the policy that leaves it to the account', () => {
  const { cloud, id, arn } = testKey();
  const { KeyMetadata } = cloud.ask('kms').describeKey({ KeyId: id });
  expect(KeyMetadata).toEqual({
    AWSAccountId: '000000000000',
    Arn: arn,
    CreationDate: new Date(epochMs),
    CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    Description: '',
    Enabled: true,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    KeyId: id,
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyState: 'Enabled',
    KeyUsage: 'ENCRYPT_DECRYPT',
    MultiRegion: false,
    Origin: 'AWS_KMS',
  });
  expect(arn).toBe(`arn:aws:kms:us-east-1:000000000000:key/${id}`);
  const { Policy = '' } = cloud.ask('kms').getKeyPolicy({ KeyId: id });
  expect(JSON.parse(Policy)).toMatchObject({
    Id: 'key-default-1',
    Statement: [{ Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' }],
  });
});

test('a disabled key is refused with its ARN until it is enabled again', () => {
  const { cloud, id, arn, encrypt, decrypt } = testKey();
  const blob = encrypt('hello');
  cloud.ask('kms').disableKey({ KeyId: id });
  const disabled = expect.objectContaining({ code: 'DisabledException', message: `${arn} is disabled.` });
  expect(() => decrypt(blob)).toThrow(disabled);
  expect(() => encrypt('more')).toThrow(disabled);
  expect(() => cloud.ask('kms').enableKeyRotation({ KeyId: id })).toThrow(disabled);
  cloud.ask('kms').enableKey({ KeyId: id });
  expect(decrypt(blob)).toBe('hello');
});

test('a key that is going to be deleted is of no use, and after its window it is gone with its aliases', () => {
  const { cloud, id, arn, encrypt, decrypt } = testKey();
  const kms = cloud.ask('kms');
  kms.createAlias({ AliasName: 'alias/orders', TargetKeyId: id });
  const blob = encrypt('hello');
  expect(kms.scheduleKeyDeletion({ KeyId: id, PendingWindowInDays: 7 })).toEqual({
    KeyId: arn,
    DeletionDate: after(7),
    KeyState: 'PendingDeletion',
    PendingWindowInDays: 7,
  });
  const pending = expect.objectContaining({
    code: 'KMSInvalidStateException',
    message: `${arn} is pending deletion.`,
  });
  expect(() => decrypt(blob)).toThrow(pending);
  expect(() => kms.enableKey({ KeyId: id })).toThrow(pending);
  expect(() => kms.scheduleKeyDeletion({ KeyId: id })).toThrow(pending);
  cloud.advance('6 days');
  expect(kms.describeKey({ KeyId: id }).KeyMetadata).toMatchObject({ KeyState: 'PendingDeletion' });
  cloud.advance('1 day');
  expect(() => kms.describeKey({ KeyId: id })).toThrow(
    expect.objectContaining({ code: 'NotFoundException', message: `Key '${arn}' does not exist` }),
  );
  expect(() => decrypt(blob)).toThrow(expect.objectContaining({ code: 'AccessDeniedException' }));
  expect(kms.listAliases({}).Aliases?.filter(({ TargetKeyId }) => TargetKeyId !== undefined)).toEqual([]);
});

test('a deletion that is cancelled leaves the key disabled', () => {
  const { cloud, id, arn } = testKey();
  const kms = cloud.ask('kms');
  expect(() => kms.cancelKeyDeletion({ KeyId: id })).toThrow(`${arn} is not pending deletion.`);
  kms.scheduleKeyDeletion({ KeyId: id });
  cloud.advance('29 days');
  kms.cancelKeyDeletion({ KeyId: id });
  cloud.advance('60 days');
  expect(kms.describeKey({ KeyId: id }).KeyMetadata).toMatchObject({ KeyState: 'Disabled', Enabled: false });
});

test('a deletion window is of 7 to 30 days', () => {
  const { cloud, id } = testKey();
  for (const PendingWindowInDays of [6, 31]) {
    expect(() => cloud.ask('kms').scheduleKeyDeletion({ KeyId: id, PendingWindowInDays })).toThrow(
      expect.objectContaining({ code: 'ValidationException' }),
    );
  }
});

test('rotation brings new material each year, and old ciphertexts still open', () => {
  const { cloud, id, encrypt, decrypt } = testKey();
  const kms = cloud.ask('kms');
  expect(kms.getKeyRotationStatus({ KeyId: id }).KeyRotationEnabled).toBe(false);
  kms.enableKeyRotation({ KeyId: id });
  expect(kms.getKeyRotationStatus({ KeyId: id })).toMatchObject({
    KeyRotationEnabled: true,
    RotationPeriodInDays: 365,
    NextRotationDate: after(365),
  });
  const old = encrypt('hello');
  const first = kms.describeKey({ KeyId: id }).KeyMetadata?.CurrentKeyMaterialId;
  cloud.advance('366 days');
  const second = kms.describeKey({ KeyId: id }).KeyMetadata?.CurrentKeyMaterialId;
  expect(second).not.toBe(first);
  expect(decrypt(old)).toBe('hello');
  expect(kms.decrypt({ CiphertextBlob: encrypt('more') }).KeyMaterialId).toBe(second);
  expect(kms.listKeyRotations({ KeyId: id }).Rotations).toMatchObject([
    { RotationDate: after(365), RotationType: 'AUTOMATIC', KeyMaterialState: 'CURRENT' },
  ]);
});

test('a key that was disabled on its day is rotated when it is enabled', () => {
  const { cloud, id } = testKey();
  const kms = cloud.ask('kms');
  kms.enableKeyRotation({ KeyId: id, RotationPeriodInDays: 90 });
  kms.disableKey({ KeyId: id });
  cloud.advance('100 days');
  expect(kms.listKeyRotations({ KeyId: id }).Rotations).toEqual([]);
  kms.enableKey({ KeyId: id });
  expect(kms.listKeyRotations({ KeyId: id }).Rotations).toMatchObject([{ RotationDate: after(100) }]);
});

test('rotations on demand run out', () => {
  const { cloud, id, arn } = testKey();
  const kms = cloud.ask('kms');
  for (let n = 0; n < 25; n++) kms.rotateKeyOnDemand({ KeyId: id });
  expect(() => kms.rotateKeyOnDemand({ KeyId: id })).toThrow(
    expect.objectContaining({
      code: 'LimitExceededException',
      message:
        'The on-demand rotations limit has been reached for the given keyId. ' +
        `No more on-demand rotations can be performed for this key: ${arn}`,
    }),
  );
});

test('a key is named by id, ARN, alias or alias ARN', () => {
  const { cloud, id, arn } = testKey();
  const kms = cloud.ask('kms');
  kms.createAlias({ AliasName: 'alias/orders', TargetKeyId: arn });
  for (const KeyId of [id, arn, 'alias/orders', 'arn:aws:kms:us-east-1:000000000000:alias/orders']) {
    expect(kms.describeKey({ KeyId }).KeyMetadata?.Arn).toBe(arn);
  }
  const missing = '12345678-1234-1234-1234-123456789012';
  const messages = ['none', missing, arn.replace('us-east-1', 'eu-west-1'), 'alias/none'].map((KeyId) => {
    try {
      return kms.describeKey({ KeyId });
    } catch (error) {
      return String(error);
    }
  });
  expect(messages).toEqual([
    "AwsError: Invalid keyId 'none'",
    `AwsError: Key 'arn:aws:kms:us-east-1:000000000000:key/${missing}' does not exist`,
    'AwsError: Invalid arn eu-west-1',
    'AwsError: Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.',
  ]);
});

test('an alias moves to another key', () => {
  const { cloud, id } = testKey();
  const other = testKey({ cloud });
  const kms = cloud.ask('kms');
  kms.createAlias({ AliasName: 'alias/orders', TargetKeyId: id });
  expect(() => kms.createAlias({ AliasName: 'alias/orders', TargetKeyId: other.id })).toThrow(
    expect.objectContaining({
      code: 'AlreadyExistsException',
      message: 'An alias with the name arn:aws:kms:us-east-1:000000000000:alias/orders already exists',
    }),
  );
  kms.updateAlias({ AliasName: 'alias/orders', TargetKeyId: other.id });
  expect(kms.describeKey({ KeyId: 'alias/orders' }).KeyMetadata?.KeyId).toBe(other.id);
  kms.deleteAlias({ AliasName: 'alias/orders' });
  expect(() => kms.describeKey({ KeyId: 'alias/orders' })).toThrow('is not found.');
});

test("an alias has its prefix, and AWS's own names are not given", () => {
  const { cloud, id: TargetKeyId } = testKey();
  const kms = cloud.ask('kms');
  expect(() => kms.createAlias({ AliasName: 'orders', TargetKeyId })).toThrow(
    'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  );
  expect(() => kms.createAlias({ AliasName: 'alias/aws/mine', TargetKeyId })).toThrow(
    expect.objectContaining({ code: 'NotAuthorizedException' }),
  );
});

test("a service's key comes into being when it is first asked for, and nobody may change it", () => {
  const cloud = testCloud();
  const kms = cloud.ask('kms');
  expect(kms.listKeys({}).Keys).toEqual([]);
  const { KeyMetadata } = kms.describeKey({ KeyId: 'alias/aws/s3' });
  expect(KeyMetadata).toMatchObject({
    KeyManager: 'AWS',
    Description: 'Default key that protects my S3 objects when no other key is defined',
  });
  expect(kms.listKeys({}).Keys).toHaveLength(1);
  expect(() => kms.disableKey({ KeyId: KeyMetadata?.KeyId })).toThrow(
    `User: arn:aws:iam::000000000000:root is not authorized to perform: kms:DisableKey on resource: ${KeyMetadata?.Arn} ` +
      'because no resource-based policy allows the kms:DisableKey action',
  );
  expect(() => kms.encrypt({ KeyId: 'alias/aws/s3', Plaintext: Buffer.from('x') })).toThrow(
    expect.objectContaining({ code: 'AccessDeniedException' }),
  );
});

test('tags and descriptions change', () => {
  const { cloud, id: KeyId } = testKey();
  const kms = cloud.ask('kms');
  kms.tagResource({ KeyId, Tags: [{ TagKey: 'team', TagValue: 'a' }] });
  kms.tagResource({ KeyId, Tags: [{ TagKey: 'stage', TagValue: 'test' }] });
  kms.untagResource({ KeyId, TagKeys: ['team'] });
  expect(kms.listResourceTags({ KeyId })).toEqual({
    Tags: [{ TagKey: 'stage', TagValue: 'test' }],
    Truncated: false,
  });
  kms.updateKeyDescription({ KeyId, Description: 'orders' });
  expect(kms.describeKey({ KeyId }).KeyMetadata?.Description).toBe('orders');
});

test('a list of keys comes in pages', () => {
  const cloud = testCloud();
  const kms = cloud.ask('kms');
  for (let n = 0; n < 3; n++) kms.createKey({});
  const first = kms.listKeys({ Limit: 2 });
  expect(first.Truncated).toBe(true);
  const second = kms.listKeys({ Limit: 2, Marker: first.NextMarker });
  expect(second.Truncated).toBe(false);
  expect([...(first.Keys ?? []), ...(second.Keys ?? [])]).toHaveLength(3);
});
