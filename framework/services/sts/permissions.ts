import type { STS } from '@aws-sdk/client-sts';
import type { Access, Permissions } from '../../cloud/service';
import type { State } from './state';

/** Source: service authorization reference, "Actions, resources, and condition keys for AWS Security Token Service". */
export const permissions: Permissions<STS, State> = {
  assumeRole(input) {
    const { RoleArn: resource, Tags = [], TransitiveTagKeys = [], ExternalId, SourceIdentity } = input;
    const context: NonNullable<Access['context']> = { 'sts:rolesessionname': input.RoleSessionName };
    if (ExternalId !== undefined) context['sts:externalid'] = ExternalId;
    if (SourceIdentity !== undefined) context['sts:sourceidentity'] = SourceIdentity;
    if (TransitiveTagKeys.length > 0) context['sts:transitivetagkeys'] = TransitiveTagKeys;
    if (Tags.length > 0) context['aws:tagkeys'] = Tags.map(({ Key = '' }) => Key);
    for (const { Key = '', Value = '' } of Tags) context[`aws:requesttag/${Key.toLowerCase()}`] = Value;
    const accesses: Access[] = [{ action: 'sts:AssumeRole', resource, context }];
    if (Tags.length > 0) accesses.push({ action: 'sts:TagSession', resource, context });
    if (SourceIdentity !== undefined) accesses.push({ action: 'sts:SetSourceIdentity', resource, context });
    return accesses;
  },
  getFederationToken({ Name, Tags = [] }, { partition, accountId }) {
    const resource = `arn:${partition}:sts::${accountId}:federated-user/${Name}`;
    const token = { action: 'sts:GetFederationToken', resource };
    return Tags.length === 0 ? token : [token, { action: 'sts:TagSession', resource }];
  },
};
