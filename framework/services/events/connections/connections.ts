import type {
  Connection as ConnectionOutput,
  ConnectionAuthorizationType,
  UpdateConnectionAuthRequestParameters,
  EventBridge,
} from '@aws-sdk/client-eventbridge';
import type { Operations } from '../../../cloud/service';
import { arnOf } from '../buses/find';
import { page } from '../buses/pages';
import { alreadyExists, noConnection, validation } from '../errors';
import type { EventsCall, State } from '../state';
import { changeSecret, createSecret, deleteSecret, secretText } from './secrets';
import { shownParameters } from './shown';
import type { Connection } from './state';

/** How API destinations say who they are. Nothing is sent to any, so no token is ever asked for. */
export const connections: Operations<EventBridge, State> = {
  createConnection(input, call) {
    const { Name: name, Description, AuthorizationType: type, AuthParameters } = input;
    refuse(call, 'CreateConnection', input);
    checkParameters(type, AuthParameters);
    if (call.state.connections.has(name)) throw alreadyExists(`Connection ${name}`);
    const connection: Connection = {
      name,
      arn: arnOf(call, `connection/${name}/${call.random('connection').uuid()}`),
      ...(Description === undefined ? {} : { description: Description }),
      type,
      shown: shownParameters(AuthParameters),
      secretArn: createSecret(call, name, secretText(type, AuthParameters)),
      state: stateOf(call, type),
      createdAtMs: call.nowMs,
      modifiedAtMs: call.nowMs,
      authorizedAtMs: call.nowMs,
    };
    call.state.connections.set(name, connection);
    const { LastAuthorizedTime: _, ...answer } = changed(connection);
    return answer;
  },

  updateConnection(input, call) {
    const { Description, AuthorizationType, AuthParameters } = input;
    refuse(call, 'UpdateConnection', input);
    const old = connectionAt(call, input.Name);
    const type = AuthorizationType ?? old.type;
    if (type !== old.type && AuthParameters === undefined) checkParameters(type, {});
    if (AuthParameters !== undefined) {
      checkParameters(type, AuthParameters);
      changeSecret(call, old.secretArn, secretText(type, AuthParameters));
    }
    const connection: Connection = {
      ...old,
      ...(Description === undefined ? {} : { description: Description }),
      type,
      ...(AuthParameters === undefined ? {} : { shown: shownParameters(AuthParameters) }),
      state: stateOf(call, type),
      modifiedAtMs: call.nowMs,
      authorizedAtMs: call.nowMs,
    };
    call.state.connections.set(old.name, connection);
    return changed(connection);
  },

  deleteConnection({ Name }, call) {
    const connection = connectionAt(call, Name);
    deleteSecret(call, connection.secretArn);
    call.state.connections.delete(Name);
    return { ...changed(connection), ConnectionState: 'DELETING' };
  },

  deauthorizeConnection({ Name }, call) {
    const old = connectionAt(call, Name);
    const connection: Connection = { ...old, state: 'DEAUTHORIZED', modifiedAtMs: call.nowMs };
    deleteSecret(call, old.secretArn);
    call.state.connections.set(Name, connection);
    return { ...changed(connection), ConnectionState: 'DEAUTHORIZING' };
  },

  describeConnection({ Name }, call) {
    const connection = connectionAt(call, Name);
    return {
      ...listed(connection),
      ...(connection.description === undefined ? {} : { Description: connection.description }),
      SecretArn: connection.secretArn,
      AuthParameters: { ...connection.shown },
    };
  },

  listConnections(input, call) {
    const { NamePrefix = '', ConnectionState: state } = input;
    const found = [...call.state.connections.values()].filter(
      (each) => each.name.startsWith(NamePrefix) && (state === undefined || each.state === state),
    );
    const { rows, token } = page(found, input);
    return { Connections: rows.map(listed), ...token };
  },
};

interface Unemulated {
  readonly InvocationConnectivityParameters?: object | undefined;
  readonly KmsKeyIdentifier?: string | undefined;
}

function refuse(
  call: EventsCall,
  operation: string,
  { InvocationConnectivityParameters, KmsKeyIdentifier }: Unemulated,
): void {
  if (InvocationConnectivityParameters !== undefined) {
    call.notEmulated(`events:${operation} with InvocationConnectivityParameters`);
  }
  if (KmsKeyIdentifier !== undefined) call.notEmulated(`events:${operation} with KmsKeyIdentifier`);
}

const memberOf = {
  BASIC: 'BasicAuthParameters',
  API_KEY: 'ApiKeyAuthParameters',
  OAUTH_CLIENT_CREDENTIALS: 'OAuthParameters',
} as const;

function checkParameters(
  type: ConnectionAuthorizationType,
  given: UpdateConnectionAuthRequestParameters,
): void {
  if (given[memberOf[type]] !== undefined) return;
  throw validation(
    `Parameter AuthParameters is not valid. Reason: ${memberOf[type]} is required for ${type} authorization.`,
  );
}

/** A token is asked for at an address that no world here has. */
function stateOf(call: EventsCall, type: ConnectionAuthorizationType): Connection['state'] {
  if (type !== 'OAUTH_CLIENT_CREDENTIALS') return 'AUTHORIZED';
  call.modelledOnly('events: the authorization of connections by OAuth');
  return 'AUTHORIZING';
}

export function connectionAt(call: EventsCall, name: string): Connection {
  const connection = call.state.connections.get(name);
  if (connection === undefined) throw noConnection(name);
  return connection;
}

const changed = ({ arn, state, createdAtMs, modifiedAtMs, authorizedAtMs }: Connection) => ({
  ConnectionArn: arn,
  ConnectionState: state,
  CreationTime: new Date(createdAtMs),
  LastModifiedTime: new Date(modifiedAtMs),
  LastAuthorizedTime: new Date(authorizedAtMs),
});

const listed = (connection: Connection): ConnectionOutput => ({
  Name: connection.name,
  AuthorizationType: connection.type,
  ...changed(connection),
});
