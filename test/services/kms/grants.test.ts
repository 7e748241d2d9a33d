import { testKey } from './key';

const worker = 'arn:aws:iam::000000000000:role/worker';

function granted(options: { Operations?: ('Decrypt' | 'Encrypt')[]; subset?: Record<string, string> } = {}) {
  const { Operations = ['Decrypt'], subset } = options;
  const key = testKey();
  const principal = key.cloud.role('worker', []);
  const { GrantId = '', GrantToken = '' } = key.cloud.ask('kms').createGrant({
    KeyId: key.id,
    GranteePrincipal: worker,
    Operations,
    ...(subset === undefined ? {} : { Constraints: { EncryptionContextSubset: subset } }),
  });
  return { ...key, principal, GrantId, GrantToken };
}

test('a grant permits its operations to its principal, and no others', () => {
  const { encrypt, decrypt, principal, cloud } = granted();
  const blob = encrypt('hello');
  expect(decrypt(blob, {}, principal)).toBe('hello');
  expect(() => encrypt('more', {}, principal)).toThrow('is not authorized to perform: kms:Encrypt');
  expect(() => decrypt(blob, {}, cloud.role('stranger', []))).toThrow(
    'is not authorized to perform: kms:Decrypt',
  );
});

test('a grant with a constraint holds for that encryption context only, to the letter', () => {
  const { encrypt, decrypt, principal } = granted({ subset: { Table: 'orders' } });
  const read = (context: Record<string, string>) => decrypt(encrypt('hello', context), context, principal);
  expect(read({ Table: 'orders', more: '1' })).toBe('hello');
  expect(() => read({ Table: 'Orders' })).toThrow('is not authorized to perform: kms:Decrypt');
  expect(() => read({ table: 'orders' })).toThrow('is not authorized to perform: kms:Decrypt');
  expect(() => read({})).toThrow('is not authorized to perform: kms:Decrypt');
});

test('a revoked grant permits nothing any more', () => {
  const { cloud, id, encrypt, decrypt, principal, GrantId } = granted();
  const blob = encrypt('hello');
  cloud.ask('kms').revokeGrant({ KeyId: id, GrantId });
  expect(() => decrypt(blob, {}, principal)).toThrow('is not authorized to perform: kms:Decrypt');
  expect(cloud.ask('kms').listGrants({ KeyId: id }).Grants).toEqual([]);
  expect(() => cloud.ask('kms').revokeGrant({ KeyId: id, GrantId })).toThrow(`Grant ID ${GrantId} not found`);
});

test('the retiring principal retires a grant by its token, its grantee may not', () => {
  const { cloud, id } = testKey();
  const clerk = cloud.role('clerk', []);
  const grantee = cloud.role('worker', []);
  const { GrantToken } = cloud.ask('kms').createGrant({
    KeyId: id,
    GranteePrincipal: worker,
    RetiringPrincipal: 'arn:aws:iam::000000000000:role/clerk',
    Operations: ['Decrypt'],
  });
  expect(() => cloud.ask('kms', { as: grantee }).retireGrant({ GrantToken })).toThrow(
    'is not authorized to perform: kms:RetireGrant',
  );
  cloud.ask('kms', { as: clerk }).retireGrant({ GrantToken });
  expect(cloud.ask('kms').listGrants({ KeyId: id }).Grants).toEqual([]);
});

test('a disabled key takes no grants', () => {
  const { cloud, id, arn } = testKey();
  cloud.ask('kms').disableKey({ KeyId: id });
  expect(() =>
    cloud.ask('kms').createGrant({ KeyId: id, GranteePrincipal: worker, Operations: ['Decrypt'] }),
  ).toThrow(`${arn} is disabled.`);
});

test('a grant of the same name and content is given again', () => {
  const { cloud, id } = testKey();
  const grant = () =>
    cloud.ask('kms').createGrant({ KeyId: id, GranteePrincipal: worker, Operations: ['Decrypt'], Name: 'a' });
  expect(grant()).toEqual(grant());
  expect(cloud.ask('kms').listGrants({ KeyId: id }).Grants).toHaveLength(1);
});
