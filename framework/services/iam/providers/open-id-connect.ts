import type { IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import {
  invalidInput,
  openIdProviderExists,
  openIdProviderGone,
  openIdProviderNotFound,
  quotaExceeded,
  validationError,
} from '../errors';
import { page } from '../pages';
import { keyOf, ofAccount, type IamCall, type OpenIdProvider, type State } from '../state';
import { readTags, tagsOut, withoutTags, withTags } from '../tags';

const thumbprintsMax = 5;
const clientsMax = 100;

/** The URL without its scheme and query, which is what the ARN names. */
function issuerOf(url: string): string {
  const issuer = /^https?:\/\/([^?#/]+\.[^?#/]+(?:\/[^?#]*)?)/.exec(url)?.[1];
  if (issuer === undefined) throw validationError('Invalid Open ID Connect Provider URL');
  return issuer.replace(/\/$/, '');
}

function checkThumbprints(thumbprints: readonly string[]): void {
  if (thumbprints.length > thumbprintsMax) {
    throw invalidInput('Thumbprint list must contain fewer than 5 entries.');
  }
}

const arnOf = (call: IamCall, issuer: string): string =>
  `arn:${call.partition}:iam::${call.accountId}:oidc-provider/${issuer}`;

function providerAt(call: IamCall, arn: string): OpenIdProvider {
  const provider = call.state.oidcProviders.get(keyOf(call.accountId, arn));
  if (provider === undefined) throw openIdProviderNotFound(arn);
  return provider;
}

const save = (call: IamCall, provider: OpenIdProvider): void =>
  call.state.oidcProviders.set(keyOf(call.accountId, provider.arn), provider);

/** Identity providers are kept and shown; STS takes tokens that name them on trust. */
export const openIdConnectProviders: Operations<IAM, State> = {
  createOpenIDConnectProvider({ Url, ThumbprintList = [], ClientIDList = [], Tags }, call) {
    const issuer = issuerOf(Url);
    checkThumbprints(ThumbprintList);
    if (ClientIDList.length > clientsMax) {
      throw quotaExceeded('ClientIdsPerOpenIdConnectProvider', clientsMax);
    }
    const arn = arnOf(call, issuer);
    if (call.state.oidcProviders.has(keyOf(call.accountId, arn))) throw openIdProviderExists(Url);
    const tags = readTags(Tags);
    const createdAtMs = call.nowMs;
    save(call, { arn, issuer, thumbprints: ThumbprintList, clientIds: ClientIDList, tags, createdAtMs });
    return { OpenIDConnectProviderArn: arn, ...tagsOut(tags) };
  },

  getOpenIDConnectProvider({ OpenIDConnectProviderArn }, call) {
    const provider = providerAt(call, OpenIDConnectProviderArn);
    return {
      Url: provider.issuer,
      ClientIDList: [...provider.clientIds],
      ThumbprintList: [...provider.thumbprints],
      CreateDate: new Date(provider.createdAtMs),
      Tags: [],
      ...tagsOut(provider.tags),
    };
  },

  listOpenIDConnectProviders: (_, call) => ({
    OpenIDConnectProviderList: [...ofAccount(call.state.oidcProviders, call.accountId)].map(({ arn }) => ({
      Arn: arn,
    })),
  }),

  updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn, ThumbprintList }, call) {
    const provider = providerAt(call, OpenIDConnectProviderArn);
    checkThumbprints(ThumbprintList);
    save(call, { ...provider, thumbprints: ThumbprintList });
    return {};
  },

  /** A client that is registered already is no error. */
  addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID }, call) {
    const provider = providerAt(call, OpenIDConnectProviderArn);
    const clientIds = [...new Set([...provider.clientIds, ClientID])];
    if (clientIds.length > clientsMax) throw quotaExceeded('ClientIdsPerOpenIdConnectProvider', clientsMax);
    save(call, { ...provider, clientIds });
    return {};
  },

  removeClientIDFromOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID }, call) {
    const provider = providerAt(call, OpenIDConnectProviderArn);
    save(call, { ...provider, clientIds: provider.clientIds.filter((id) => id !== ClientID) });
    return {};
  },

  /** One that is not there is an error, whatever the documentation says. */
  deleteOpenIDConnectProvider({ OpenIDConnectProviderArn }, call) {
    const gone = call.state.oidcProviders.delete(keyOf(call.accountId, OpenIDConnectProviderArn));
    if (!gone) throw openIdProviderGone(OpenIDConnectProviderArn);
    return {};
  },

  tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags }, call) {
    const provider = providerAt(call, OpenIDConnectProviderArn);
    save(call, { ...provider, tags: withTags(provider.tags, Tags) });
    return {};
  },

  untagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys }, call) {
    const provider = providerAt(call, OpenIDConnectProviderArn);
    save(call, { ...provider, tags: withoutTags(provider.tags, TagKeys) });
    return {};
  },

  listOpenIDConnectProviderTags({ OpenIDConnectProviderArn, ...paging }, call) {
    const { tags } = providerAt(call, OpenIDConnectProviderArn);
    const { items, ...rest } = page(tags, ({ Key }) => Key, paging);
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },
};
