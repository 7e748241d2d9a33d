import { testCloud } from '../../test-cloud';

function replicated() {
  const cloud = testCloud();
  const kms = cloud.ask('kms');
  const replica = cloud.ask('kms', { region: 'eu-west-1' });
  const { KeyId = '', Arn = '' } = kms.createKey({ MultiRegion: true }).KeyMetadata ?? {};
  const answer = kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
  return { cloud, kms, replica, KeyId, Arn, answer };
}

test('a replica is created in a while and knows its primary', () => {
  const { cloud, replica, KeyId, Arn, answer } = replicated();
  const arn = Arn.replace('us-east-1', 'eu-west-1');
  expect(answer.ReplicaKeyMetadata).toMatchObject({
    Arn: arn,
    KeyState: 'Creating',
    Enabled: false,
    MultiRegionConfiguration: {
      MultiRegionKeyType: 'REPLICA',
      PrimaryKey: { Arn, Region: 'us-east-1' },
      ReplicaKeys: [{ Arn: arn, Region: 'eu-west-1' }],
    },
  });
  cloud.settle();
  expect(replica.describeKey({ KeyId }).KeyMetadata?.KeyState).toBe('Enabled');
});

test('what one Region encrypted another one decrypts, also after a rotation', () => {
  const { cloud, kms, replica, KeyId } = replicated();
  cloud.settle();
  const before = kms.encrypt({ KeyId, Plaintext: Buffer.from('hello') }).CiphertextBlob;
  kms.rotateKeyOnDemand({ KeyId });
  const after = replica.encrypt({ KeyId, Plaintext: Buffer.from('world') }).CiphertextBlob;
  expect(Buffer.from(replica.decrypt({ CiphertextBlob: before }).Plaintext ?? []).toString()).toBe('hello');
  expect(Buffer.from(kms.decrypt({ CiphertextBlob: after }).Plaintext ?? []).toString()).toBe('world');
});

test('a primary key is deleted only after its replicas', () => {
  const { cloud, kms, replica, KeyId } = replicated();
  cloud.settle();
  const stateOf = () => kms.describeKey({ KeyId }).KeyMetadata?.KeyState;
  kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
  expect(stateOf()).toBe('PendingReplicaDeletion');
  replica.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
  cloud.advance('7 days');
  expect(stateOf()).toBe('PendingDeletion');
  cloud.advance('7 days');
  expect(() => kms.describeKey({ KeyId })).toThrow(expect.objectContaining({ code: 'NotFoundException' }));
});

test('another Region can become the primary one and rotates from then on', () => {
  const { cloud, kms, replica, KeyId } = replicated();
  cloud.settle();
  kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
  kms.updatePrimaryRegion({ KeyId, PrimaryRegion: 'eu-west-1' });
  expect(kms.describeKey({ KeyId }).KeyMetadata?.MultiRegionConfiguration?.MultiRegionKeyType).toBe(
    'REPLICA',
  );
  expect(() => kms.disableKeyRotation({ KeyId })).toThrow(
    expect.objectContaining({ code: 'UnsupportedOperationException' }),
  );
  cloud.advance('90 days');
  expect(replica.listKeyRotations({ KeyId }).Rotations).toHaveLength(1);
  expect(kms.getKeyRotationStatus({ KeyId }).KeyRotationEnabled).toBe(true);
});
