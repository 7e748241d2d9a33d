import type { IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { samlProviderExists, samlProviderNotFound } from '../errors';
import { newId } from '../identifiers';
import { page } from '../pages';
import { keyOf, ofAccount, type IamCall, type SamlProvider, type State } from '../state';
import { readTags, tagsOut, withoutTags, withTags } from '../tags';

/** How long the certificate of a provider is told to be good; the document is not read. */
const validMs = 100 * 365 * 86_400_000;

function providerAt(call: IamCall, arn: string): SamlProvider {
  const provider = call.state.samlProviders.get(keyOf(call.accountId, arn));
  if (provider === undefined) throw samlProviderNotFound(arn);
  return provider;
}

const save = (call: IamCall, provider: SamlProvider): void =>
  call.state.samlProviders.set(keyOf(call.accountId, provider.arn), provider);

const dates = ({ createdAtMs }: SamlProvider) => ({
  CreateDate: new Date(createdAtMs),
  ValidUntil: new Date(createdAtMs + validMs),
});

/** Kept and shown; STS takes assertions of them on trust. */
export const samlProviders: Operations<IAM, State> = {
  createSAMLProvider(input, call) {
    const { Name, SAMLMetadataDocument: metadata, Tags } = input;
    if (input.AssertionEncryptionMode !== undefined || input.AddPrivateKey !== undefined) {
      call.notEmulated('iam:CreateSAMLProvider with encrypted assertions');
    }
    const arn = `arn:${call.partition}:iam::${call.accountId}:saml-provider/${Name}`;
    const key = keyOf(call.accountId, arn);
    if (call.state.samlProviders.has(key)) throw samlProviderExists(Name);
    const tags = readTags(Tags);
    const uuid = newId('SAMLSP', call);
    call.state.samlProviders.set(key, { arn, uuid, metadata, tags, createdAtMs: call.nowMs });
    return { SAMLProviderArn: arn, ...tagsOut(tags) };
  },

  getSAMLProvider({ SAMLProviderArn }, call) {
    const provider = providerAt(call, SAMLProviderArn);
    return {
      SAMLProviderUUID: provider.uuid,
      SAMLMetadataDocument: provider.metadata,
      ...dates(provider),
      AssertionEncryptionMode: 'Allowed',
      PrivateKeyList: [],
      Tags: [],
      ...tagsOut(provider.tags),
    };
  },

  tagSAMLProvider({ SAMLProviderArn, Tags }, call) {
    const provider = providerAt(call, SAMLProviderArn);
    save(call, { ...provider, tags: withTags(provider.tags, Tags) });
    return {};
  },

  untagSAMLProvider({ SAMLProviderArn, TagKeys }, call) {
    const provider = providerAt(call, SAMLProviderArn);
    save(call, { ...provider, tags: withoutTags(provider.tags, TagKeys) });
    return {};
  },

  listSAMLProviderTags({ SAMLProviderArn, ...input }, call) {
    const { items, ...rest } = page(providerAt(call, SAMLProviderArn).tags, ({ Key }) => Key, input);
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },

  listSAMLProviders: (_, call) => ({
    SAMLProviderList: [...ofAccount(call.state.samlProviders, call.accountId)].map((provider) => ({
      Arn: provider.arn,
      ...dates(provider),
    })),
  }),

  updateSAMLProvider(input, call) {
    const provider = providerAt(call, input.SAMLProviderArn);
    const { AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey } = input;
    if ((AssertionEncryptionMode ?? AddPrivateKey ?? RemovePrivateKey) !== undefined) {
      call.notEmulated('iam:UpdateSAMLProvider with encrypted assertions');
    }
    const metadata = input.SAMLMetadataDocument ?? provider.metadata;
    call.state.samlProviders.set(keyOf(call.accountId, provider.arn), { ...provider, metadata });
    return { SAMLProviderArn: provider.arn };
  },

  deleteSAMLProvider({ SAMLProviderArn }, call) {
    const { arn } = providerAt(call, SAMLProviderArn);
    call.state.samlProviders.delete(keyOf(call.accountId, arn));
    return {};
  },
};
