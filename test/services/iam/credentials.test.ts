import { generateKeyPairSync } from 'node:crypto';
import { testCloud } from '../../test-cloud';
import { certificate, privateKey } from './certificate';
import { refusal, trust } from './policies';

function withUser() {
  const cloud = testCloud();
  const iam = cloud.ask('iam');
  iam.createUser({ UserName: 'ada' });
  return { cloud, iam };
}

test('a virtual MFA device is made, enabled for a user and taken away again', () => {
  const { iam } = withUser();
  const { VirtualMFADevice } = iam.createVirtualMFADevice({ VirtualMFADeviceName: 'phone', Path: '/team/' });
  const SerialNumber = 'arn:aws:iam::000000000000:mfa/team/phone';
  expect(VirtualMFADevice?.SerialNumber).toBe(SerialNumber);
  expect(Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString()).toMatch(/^[A-Z2-7]{64}$/);
  const enable = {
    UserName: 'ada',
    SerialNumber,
    AuthenticationCode1: '123456',
    AuthenticationCode2: '654321',
  };
  iam.enableMFADevice(enable);
  expect(refusal(() => iam.enableMFADevice(enable))).toBe(
    '409 EntityAlreadyExists: MFA Device is already in use.',
  );
  expect(iam.listMFADevices({ UserName: 'ada' }).MFADevices).toMatchObject([
    { UserName: 'ada', SerialNumber },
  ]);
  expect(iam.listVirtualMFADevices({ AssignmentStatus: 'Assigned' }).VirtualMFADevices).toMatchObject([
    { SerialNumber, User: { UserName: 'ada' } },
  ]);
  expect(refusal(() => iam.deleteUser({ UserName: 'ada' }))).toBe(
    '409 DeleteConflict: Cannot delete entity, must delete MFA device first.',
  );
  iam.deactivateMFADevice({ UserName: 'ada', SerialNumber });
  iam.deleteVirtualMFADevice({ SerialNumber });
  expect(refusal(() => iam.deleteVirtualMFADevice({ SerialNumber }))).toBe(
    `404 NoSuchEntity: MFA Device with serial number ${SerialNumber} does not exist.`,
  );
});

test('names and paths of the wrong form are refused in words of their own', () => {
  const iam = testCloud().ask('iam');
  expect(refusal(() => iam.createVirtualMFADevice({ VirtualMFADeviceName: 'phone', Path: 'team' }))).toBe(
    '400 ValidationError: The specified value for path is invalid. ' +
      'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  );
  expect(refusal(() => iam.getRole({ RoleName: 'a/b' }))).toBe(
    '400 ValidationError: The specified value for roleName is invalid. ' +
      'It must contain only alphanumeric characters and/or the following: +=,.@_-',
  );
  expect(refusal(() => iam.createUser({ UserName: 'ada', Path: `/${'a'.repeat(520)}/` }))).toBe(
    "400 ValidationError: 1 validation error detected: Value at 'path' failed to satisfy constraint: " +
      'Member must have length less than or equal to 512',
  );
});

test('an SSH key is known by its fingerprint', () => {
  const { iam } = withUser();
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const field = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const numbers = [Buffer.from('ssh-rsa'), Buffer.from(e, 'base64url'), Buffer.from(n, 'base64url')];
  const SSHPublicKeyBody = `ssh-rsa ${Buffer.concat(numbers.map(field)).toString('base64')} ada@example.com`;
  const { SSHPublicKey } = iam.uploadSSHPublicKey({ UserName: 'ada', SSHPublicKeyBody });
  expect(SSHPublicKey?.SSHPublicKeyId).toMatch(/^APKA[A-Z2-7]{16}$/);
  expect(SSHPublicKey?.Fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  const key = { UserName: 'ada', SSHPublicKeyId: SSHPublicKey?.SSHPublicKeyId ?? '' };
  iam.updateSSHPublicKey({ ...key, Status: 'Inactive' });
  expect(iam.getSSHPublicKey({ ...key, Encoding: 'SSH' }).SSHPublicKey).toEqual({
    ...SSHPublicKey,
    Status: 'Inactive',
  });
  expect(refusal(() => iam.uploadSSHPublicKey({ UserName: 'ada', SSHPublicKeyBody }))).toBe(
    '400 DuplicateSSHPublicKey: The SSH public key is already associated with this user.',
  );
  iam.deleteSSHPublicKey(key);
  expect(refusal(() => iam.deleteSSHPublicKey(key))).toBe(
    `404 NoSuchEntity: The Public Key with id ${key.SSHPublicKeyId} cannot be found.`,
  );
});

test('a user has two signing certificates at most, which must be some', () => {
  const { iam } = withUser();
  const upload = (CertificateBody: string) =>
    iam.uploadSigningCertificate({ UserName: 'ada', CertificateBody });
  expect(refusal(() => upload('nonsense'))).toBe(
    '400 MalformedCertificate: Certificate nonsense is malformed.',
  );
  const { Certificate } = upload(certificate);
  upload(`${certificate}\n`);
  expect(refusal(() => upload(certificate))).toBe(
    '409 LimitExceeded: Cannot exceed quota for CertificatesPerUser: 2',
  );
  const CertificateId = Certificate?.CertificateId ?? '';
  iam.updateSigningCertificate({ UserName: 'ada', CertificateId, Status: 'Inactive' });
  const statuses = iam.listSigningCertificates({ UserName: 'ada' }).Certificates?.map(({ Status }) => Status);
  expect(statuses?.toSorted()).toEqual(['Active', 'Inactive']);
});

test('a server certificate says when it ends, and belongs to its key', () => {
  const iam = testCloud().ask('iam');
  const upload = { ServerCertificateName: 'shop', CertificateBody: certificate, PrivateKey: privateKey };
  const { ServerCertificateMetadata } = iam.uploadServerCertificate({ ...upload, Path: '/cloud/' });
  expect(ServerCertificateMetadata?.Arn).toBe('arn:aws:iam::000000000000:server-certificate/cloud/shop');
  expect(ServerCertificateMetadata?.Expiration?.getUTCFullYear()).toBeGreaterThan(2100);
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const PrivateKey = other.export({ format: 'pem', type: 'pkcs8' }).toString();
  expect(
    refusal(() => iam.uploadServerCertificate({ ...upload, ServerCertificateName: 'b', PrivateKey })),
  ).toBe('400 KeyPairMismatch: The public key certificate and the private key do not match.');
  expect(refusal(() => iam.uploadServerCertificate(upload))).toBe(
    '409 EntityAlreadyExists: The Server Certificate with name shop already exists.',
  );
  iam.updateServerCertificate({ ServerCertificateName: 'shop', NewServerCertificateName: 'store' });
  expect(
    iam.getServerCertificate({ ServerCertificateName: 'store' }).ServerCertificate?.CertificateBody,
  ).toBe(certificate);
  expect(refusal(() => iam.deleteServerCertificate({ ServerCertificateName: 'shop' }))).toBe(
    '404 NoSuchEntity: The Server Certificate with name shop cannot be found.',
  );
});

test('service passwords are shown when they are made or reset, and not again', () => {
  const { iam } = withUser();
  const ServiceName = 'codecommit.amazonaws.com';
  const made = iam.createServiceSpecificCredential({
    UserName: 'ada',
    ServiceName,
  }).ServiceSpecificCredential;
  expect(made).toMatchObject({ ServiceUserName: 'ada-at-000000000000', Status: 'Active' });
  const ServiceSpecificCredentialId = made?.ServiceSpecificCredentialId ?? '';
  const reset = iam.resetServiceSpecificCredential({ ServiceSpecificCredentialId }).ServiceSpecificCredential;
  expect(reset?.ServicePassword).not.toBe(made?.ServicePassword);
  const [listed] = iam.listServiceSpecificCredentials({ UserName: 'ada' }).ServiceSpecificCredentials ?? [];
  expect(listed).not.toHaveProperty('ServicePassword');
});

test('a key knows when it was last used', () => {
  const { cloud, iam } = withUser();
  const { AccessKeyId = '' } = iam.createAccessKey({ UserName: 'ada' }).AccessKey ?? {};
  expect(iam.getAccessKeyLastUsed({ AccessKeyId }).AccessKeyLastUsed).toEqual({
    Region: 'N/A',
    ServiceName: 'N/A',
  });
  expect(refusal(() => cloud.ask('iam').getAccessKeyLastUsed({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }))).toBe(
    '403 AccessDenied: User: arn:aws:iam::000000000000:root is not authorized to perform ' +
      'iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE',
  );
});

test('a credential report is there once it was asked for', () => {
  const { iam } = withUser();
  expect(refusal(() => iam.getCredentialReport({}))).toBe('410 ReportNotPresent: ');
  iam.createAccessKey({ UserName: 'ada' });
  expect(iam.generateCredentialReport({}).State).toBe('STARTED');
  expect(iam.generateCredentialReport({}).State).toBe('COMPLETE');
  const { Content = [], ReportFormat } = iam.getCredentialReport({});
  const [head = '', root = '', ada = ''] = Buffer.from(Content).toString().split('\n');
  expect(ReportFormat).toBe('text/csv');
  expect(root.startsWith('<root_account>,arn:aws:iam::000000000000:root,')).toBe(true);
  expect(Object.fromEntries(head.split(',').map((name, at) => [name, ada.split(',')[at]]))).toMatchObject({
    user: 'ada',
    password_enabled: 'false',
    mfa_active: 'false',
    access_key_1_active: 'true',
    access_key_1_last_used_date: 'N/A',
    access_key_2_active: 'false',
    cert_2_active: 'false',
  });
});

test("a service's own role can be looked at and deleted, but not changed", () => {
  const iam = testCloud().ask('iam');
  const { Role } = iam.createServiceLinkedRole({
    AWSServiceName: 'autoscaling.amazonaws.com',
    CustomSuffix: 'shop',
  });
  const RoleName = 'AWSServiceRoleForAutoScaling_shop';
  expect(Role?.Arn).toBe(
    `arn:aws:iam::000000000000:role/aws-service-role/autoscaling.amazonaws.com/${RoleName}`,
  );
  expect(refusal(() => iam.deleteRole({ RoleName }))).toBe(
    `400 UnmodifiableEntity: Cannot perform the operation on the protected role '${RoleName}' - ` +
      'this role is only modifiable by AWS',
  );
  const { DeletionTaskId = '' } = iam.deleteServiceLinkedRole({ RoleName });
  expect(iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId }).Status).toBe('SUCCEEDED');
  expect(refusal(() => iam.getRole({ RoleName }))).toBe(
    `404 NoSuchEntity: The role with name ${RoleName} cannot be found.`,
  );
});

test('the details of an account hold each entity with what hangs on it', () => {
  const { iam } = withUser();
  iam.createGroup({ GroupName: 'readers' });
  iam.addUserToGroup({ UserName: 'ada', GroupName: 'readers' });
  iam.createRole({
    RoleName: 'worker',
    AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }),
  });
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  iam.attachRolePolicy({ RoleName: 'worker', PolicyArn });
  const all = iam.getAccountAuthorizationDetails({});
  expect(all.UserDetailList).toMatchObject([{ UserName: 'ada', GroupList: ['readers'] }]);
  expect(all.RoleDetailList).toMatchObject([
    { RoleName: 'worker', AttachedManagedPolicies: [{ PolicyArn }], RolePolicyList: [] },
  ]);
  expect(all.Policies).toMatchObject([{ Arn: PolicyArn, AttachmentCount: 1 }]);
  const groups = iam.getAccountAuthorizationDetails({ Filter: ['Group'] });
  expect(groups.GroupDetailList).toHaveLength(1);
  expect(groups.UserDetailList).toEqual([]);
});

test('the condition keys of policies are told, variables among them', () => {
  const { iam } = withUser();
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::home/${aws:username}/*',
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    },
  });
  iam.putUserPolicy({ UserName: 'ada', PolicyName: 'home', PolicyDocument });
  const keys = ['aws:SecureTransport', 'aws:username'];
  expect(iam.getContextKeysForCustomPolicy({ PolicyInputList: [PolicyDocument] }).ContextKeyNames).toEqual(
    keys,
  );
  expect(
    iam.getContextKeysForPrincipalPolicy({ PolicySourceArn: 'arn:aws:iam::000000000000:user/ada' })
      .ContextKeyNames,
  ).toEqual(keys);
});

test('IAM stores odd dates and operators without keys', () => {
  const iam = testCloud().ask('iam');
  const create = (PolicyName: string, Condition: object) =>
    iam.createPolicy({
      PolicyName,
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:ListBucket', Resource: '*', Condition },
      }),
    }).Policy?.PolicyName;
  expect(create('a', { a: {} })).toBe('a');
  expect(create('b', { DateGreaterThan: { 'aws:CurrentTime': '01T' } })).toBe('b');
  expect(create('c', { DateLessThan: { 'aws:CurrentTime': '-292275054' } })).toBe('c');
  expect(create('d', { DateLessThan: { 'aws:CurrentTime': '2016-12-13t2:00:00.593194+23' } })).toBe('d');
  expect(refusal(() => create('e', { DateLessThan: { 'aws:CurrentTime': '2016-13-01' } }))).toBe(
    '400 MalformedPolicyDocument: The policy failed legacy parsing',
  );
});
