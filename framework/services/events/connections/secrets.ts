/** The secret that EventBridge keeps for a connection in Secrets Manager, as a role of its own. */
import type {
  ConnectionAuthorizationType,
  ConnectionHttpParameters,
  UpdateConnectionAuthRequestParameters,
} from '@aws-sdk/client-eventbridge';
import { servicePrincipal, type AskOptions } from '../../../cloud/service';
import type { EventsCall } from '../state';

const service = 'apidestinations.events.amazonaws.com';
const roleName = 'AWSServiceRoleForAmazonEventBridgeApiDestinations';

/** A session of the role, which is made on behalf of the caller where it is not there yet. */
function asLinkedRole(call: EventsCall): AskOptions {
  const path = `/aws-service-role/${service}/`;
  const root = `arn:${call.partition}:iam::${call.accountId}:root`;
  const iam = call.ask('iam', { as: { kind: 'root', arn: root, accountId: call.accountId } });
  const isThere = iam.listRoles({ PathPrefix: path }).Roles?.some(({ RoleName }) => RoleName === roleName);
  if (isThere !== true) {
    call.ask('iam', { as: call.principal }).createServiceLinkedRole({ AWSServiceName: service });
  }
  const roleArn = `arn:${call.partition}:iam::${call.accountId}:role${path}${roleName}`;
  const { AssumedRoleUser } = call
    .ask('sts', { as: servicePrincipal('apidestinations.events', call.accountId) })
    .assumeRole({ RoleArn: roleArn, RoleSessionName: call.random('session').hex(32) });
  return {
    as: {
      kind: 'session',
      arn: AssumedRoleUser?.Arn ?? '',
      accountId: call.accountId,
      roleArn,
      ...(AssumedRoleUser?.AssumedRoleId === undefined ? {} : { userId: AssumedRoleUser.AssumedRoleId }),
    },
  };
}

export function createSecret(call: EventsCall, connection: string, text: string): string {
  const Name = `events!connection/${connection}/${call.random('secret of a connection').uuid()}`;
  const secrets = call.ask('secretsmanager', asLinkedRole(call));
  return secrets.createSecret({ Name, SecretString: text }).ARN ?? '';
}

export function changeSecret(call: EventsCall, SecretId: string, SecretString: string): void {
  call.ask('secretsmanager', asLinkedRole(call)).updateSecret({ SecretId, SecretString });
}

export function deleteSecret(call: EventsCall, SecretId: string): void {
  call.ask('secretsmanager', asLinkedRole(call)).deleteSecret({ SecretId, ForceDeleteWithoutRecovery: true });
}

interface Parameter {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
  readonly IsValueSecret?: boolean | undefined;
}

const written = (parameters: readonly Parameter[] | undefined) =>
  parameters?.map(({ Key: key, Value: value, IsValueSecret: is_value_secret = false }) => ({
    key,
    value,
    is_value_secret,
  }));

const writtenHttp = (parameters: ConnectionHttpParameters | undefined) =>
  parameters === undefined
    ? undefined
    : {
        body_parameters: written(parameters.BodyParameters),
        header_parameters: written(parameters.HeaderParameters),
        query_string_parameters: written(parameters.QueryStringParameters),
      };

/** What the secret says; members that are undefined are left out of it. */
export function secretText(
  type: ConnectionAuthorizationType,
  given: UpdateConnectionAuthRequestParameters,
): string {
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: key, OAuthParameters: oauth } = given;
  const invocation_http_parameters = writtenHttp(given.InvocationHttpParameters);
  switch (type) {
    case 'BASIC':
      return JSON.stringify({
        username: basic?.Username,
        password: basic?.Password,
        invocation_http_parameters,
      });
    case 'API_KEY':
      return JSON.stringify({
        api_key_name: key?.ApiKeyName,
        api_key_value: key?.ApiKeyValue,
        invocation_http_parameters,
      });
    default:
      return JSON.stringify({
        client_id: oauth?.ClientParameters?.ClientID,
        client_secret: oauth?.ClientParameters?.ClientSecret,
        authorization_endpoint: oauth?.AuthorizationEndpoint,
        http_method: oauth?.HttpMethod,
        oauth_http_parameters: writtenHttp(oauth?.OAuthHttpParameters),
        invocation_http_parameters,
      });
  }
}
