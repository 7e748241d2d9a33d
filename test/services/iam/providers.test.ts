import { testCloud } from '../../test-cloud';
import { refusal } from './policies';

const arn = 'arn:aws:iam::000000000000:oidc-provider/token.example.com/tenant';

test('an OpenID Connect provider is known by its URL without scheme', () => {
  const iam = testCloud().ask('iam');
  const Url = 'https://token.example.com/tenant';
  const made = iam.createOpenIDConnectProvider({ Url, ClientIDList: ['sts.amazonaws.com'] });
  expect(made.OpenIDConnectProviderArn).toBe(arn);
  expect(refusal(() => iam.createOpenIDConnectProvider({ Url }))).toBe(
    `409 EntityAlreadyExists: Provider with url ${Url} already exists.`,
  );
  expect(refusal(() => iam.createOpenIDConnectProvider({ Url: 'example.org' }))).toBe(
    '400 ValidationError: Invalid Open ID Connect Provider URL',
  );
  iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn: arn, ClientID: 'app' });
  iam.removeClientIDFromOpenIDConnectProvider({
    OpenIDConnectProviderArn: arn,
    ClientID: 'sts.amazonaws.com',
  });
  iam.updateOpenIDConnectProviderThumbprint({
    OpenIDConnectProviderArn: arn,
    ThumbprintList: ['a'.repeat(40)],
  });
  iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn: arn, Tags: [{ Key: 'team', Value: 'shop' }] });
  expect(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn })).toEqual({
    Url: 'token.example.com/tenant',
    ClientIDList: ['app'],
    ThumbprintList: ['a'.repeat(40)],
    CreateDate: new Date('2026-01-01T00:00:00Z'),
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
  iam.untagOpenIDConnectProvider({ OpenIDConnectProviderArn: arn, TagKeys: ['team'] });
  expect(iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn: arn }).Tags).toEqual([]);
  expect(iam.listOpenIDConnectProviders({}).OpenIDConnectProviderList).toEqual([{ Arn: arn }]);
  expect(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }).Tags).toEqual([]);
  iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: arn });
  expect(refusal(() => iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }))).toBe(
    `404 NoSuchEntity: OpenId connect Provider ${arn} cannot be found.`,
  );
  expect(refusal(() => iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }))).toBe(
    `404 NoSuchEntity: OpenIDConnect Provider not found for arn ${arn}`,
  );
});

test('a SAML provider keeps its metadata', () => {
  const iam = testCloud().ask('iam');
  const [one, two] = ['a'.repeat(1000), 'b'.repeat(1000)];
  const { SAMLProviderArn = '' } = iam.createSAMLProvider({ Name: 'corp', SAMLMetadataDocument: one });
  expect(SAMLProviderArn).toBe('arn:aws:iam::000000000000:saml-provider/corp');
  iam.updateSAMLProvider({ SAMLProviderArn, SAMLMetadataDocument: two });
  expect(iam.getSAMLProvider({ SAMLProviderArn })).toMatchObject({
    SAMLMetadataDocument: two,
    SAMLProviderUUID: expect.stringMatching(/^SAMLSP[A-Z2-7]{17}$/),
    AssertionEncryptionMode: 'Allowed',
    Tags: [],
  });
  expect(iam.listSAMLProviders({}).SAMLProviderList?.map(({ Arn }) => Arn)).toEqual([SAMLProviderArn]);
  iam.deleteSAMLProvider({ SAMLProviderArn });
  expect(refusal(() => iam.getSAMLProvider({ SAMLProviderArn }))).toBe(
    `404 NoSuchEntity: Manifest not found for arn ${SAMLProviderArn}`,
  );
});

test('instance profiles have tags', () => {
  const iam = testCloud().ask('iam');
  const InstanceProfileName = 'web';
  iam.createInstanceProfile({ InstanceProfileName });
  iam.tagInstanceProfile({ InstanceProfileName, Tags: [{ Key: 'a', Value: '1' }] });
  expect(iam.listInstanceProfileTags({ InstanceProfileName }).Tags).toEqual([{ Key: 'a', Value: '1' }]);
  iam.untagInstanceProfile({ InstanceProfileName, TagKeys: ['a'] });
  expect(iam.listInstanceProfileTags({ InstanceProfileName }).Tags).toEqual([]);
});
