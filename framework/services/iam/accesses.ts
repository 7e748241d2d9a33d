/** What an access to each kind of thing in IAM is: its ARN and the condition keys that go with it. */
import type { Access } from '../../cloud/service';
import { nameIn } from './identifiers';
import { isAwsManaged } from './policies/lookup';
import { keyOf, type IamCall, type StoredTag } from './state';

type Context = NonNullable<Access['context']>;

interface Tagged {
  Tags?: { Key?: string | undefined; Value?: string | undefined }[] | undefined;
  TagKeys?: string[] | undefined;
}

interface Request extends Tagged {
  Path?: string | undefined;
  PolicyArn?: string | undefined;
  PermissionsBoundary?: string | undefined;
}

function requestContext({ Tags = [], TagKeys, PolicyArn, PermissionsBoundary }: Request): Context {
  const context: Context = {};
  for (const { Key = '', Value = '' } of Tags) context[`aws:requesttag/${Key.toLowerCase()}`] = Value;
  const keys = TagKeys ?? Tags.map(({ Key = '' }) => Key);
  if (keys.length > 0) context['aws:tagkeys'] = keys;
  if (PolicyArn !== undefined) context['iam:policyarn'] = PolicyArn;
  if (PermissionsBoundary !== undefined) context['iam:permissionsboundary'] = PermissionsBoundary;
  return context;
}

function tagContext(tags: readonly StoredTag[] = []): Context {
  const context: Context = {};
  for (const { Key, Value } of tags) {
    context[`aws:resourcetag/${Key.toLowerCase()}`] = Value;
    context[`iam:resourcetag/${Key.toLowerCase()}`] = Value;
  }
  return context;
}

type Existing = { arn: string; tags?: readonly StoredTag[]; boundaryArn?: string } | undefined;

/** On a named thing: its own ARN where it exists, else the one that it would have. */
export function access(
  action: string,
  existing: Existing,
  fallback: { type: string; name: string },
  request: Request,
  call: IamCall,
): Access {
  const arn = `arn:${call.partition}:iam::${call.accountId}:${fallback.type}${request.Path ?? '/'}${fallback.name}`;
  const bounded = existing?.boundaryArn;
  return {
    action: `iam:${action}`,
    resource: existing?.arn ?? arn,
    context: {
      ...tagContext(existing?.tags),
      ...(bounded === undefined ? {} : { 'iam:permissionsboundary': bounded }),
      ...requestContext(request),
    },
  };
}

export const onRole = (action: string) => (input: Request & { RoleName: string }, call: IamCall) =>
  access(
    action,
    call.state.roles.get(keyOf(call.accountId, input.RoleName)),
    { type: 'role', name: input.RoleName },
    input,
    call,
  );

/** Without a name the caller means itself. */
export const onUser =
  (action: string) =>
  (input: Request & { UserName?: string | undefined }, call: IamCall): Access => {
    const name = input.UserName ?? nameIn(call.principal.arn);
    const existing = call.state.users.get(keyOf(call.accountId, name));
    return access(action, existing, { type: 'user', name }, input, call);
  };

export const onGroup = (action: string) => (input: Request & { GroupName: string }, call: IamCall) =>
  access(
    action,
    call.state.groups.get(keyOf(call.accountId, input.GroupName)),
    { type: 'group', name: input.GroupName },
    input,
    call,
  );

export const onProfile =
  (action: string) => (input: Request & { InstanceProfileName: string }, call: IamCall) =>
    access(
      action,
      call.state.instanceProfiles.get(keyOf(call.accountId, input.InstanceProfileName)),
      { type: 'instance-profile', name: input.InstanceProfileName },
      input,
      call,
    );

/** Reading one of AWS's own policies is the caller's account's affair; changing one is not. */
export const onPolicy =
  (action: string, reads: 'reads' | 'writes' = 'writes') =>
  ({ PolicyArn, ...input }: Request & { PolicyArn: string }, call: IamCall): Access => ({
    action: `iam:${action}`,
    resource: PolicyArn,
    context: {
      ...tagContext(call.state.policies.get(keyOf(call.accountId, nameIn(PolicyArn)))?.tags),
      ...requestContext(input),
    },
    ...(reads === 'reads' && isAwsManaged(PolicyArn) ? { accountId: call.accountId } : {}),
  });

export const listing =
  (action: string, type: string) =>
  (input: { PathPrefix?: string | undefined }, call: IamCall): Access => ({
    action: `iam:${action}`,
    resource: `arn:${call.partition}:iam::${call.accountId}:${type}${input.PathPrefix ?? '/'}`,
  });

export const onProvider =
  (action: string) =>
  (
    { OpenIDConnectProviderArn: arn, ...request }: Tagged & { OpenIDConnectProviderArn: string },
    call: IamCall,
  ): Access => ({
    action: `iam:${action}`,
    resource: arn,
    context: {
      ...tagContext(call.state.oidcProviders.get(keyOf(call.accountId, arn))?.tags),
      ...requestContext(request),
    },
  });

export const onSamlProvider =
  (action: string) =>
  ({ SAMLProviderArn: arn }: { SAMLProviderArn: string }, call: IamCall): Access => ({
    action: `iam:${action}`,
    resource: arn,
    context: tagContext(call.state.samlProviders.get(keyOf(call.accountId, arn))?.tags),
  });

export const onDevice =
  (action: string) =>
  ({ SerialNumber: serial, ...request }: Tagged & { SerialNumber: string }, call: IamCall): Access => ({
    action: `iam:${action}`,
    resource: serial.startsWith('arn:')
      ? serial
      : `arn:${call.partition}:iam::${call.accountId}:mfa/${serial}`,
    context: {
      ...tagContext(call.state.mfaDevices.get(keyOf(call.accountId, serial))?.tags),
      ...requestContext(request),
    },
  });

export const onCertificate =
  (action: string) =>
  (
    { ServerCertificateName: name, ...request }: Request & { ServerCertificateName: string },
    call: IamCall,
  ) => {
    const existing = call.state.serverCertificates.get(keyOf(call.accountId, name));
    const Path = existing?.path ?? request.Path;
    const fallback = { type: 'server-certificate', name };
    const { context, ...rest } = access(
      action,
      undefined,
      fallback,
      { ...request, ...(Path === undefined ? {} : { Path }) },
      call,
    );
    return { ...rest, context: { ...tagContext(existing?.tags), ...context } };
  };

export const passToEc2 = (role: Access): Access => ({
  action: 'iam:PassRole',
  resource: role.resource,
  context: { 'iam:passedtoservice': 'ec2.amazonaws.com' },
});
