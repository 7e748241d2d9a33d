import type {
  ApiDestinationHttpMethod,
  ConnectionAuthorizationType,
  ConnectionAuthResponseParameters,
  ConnectionState,
} from '@aws-sdk/client-eventbridge';

export interface Connection {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly type: ConnectionAuthorizationType;
  /** What may be shown; the rest is in the secret. */
  readonly shown: ConnectionAuthResponseParameters;
  readonly secretArn: string;
  readonly state: ConnectionState;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly authorizedAtMs: number;
}

export interface ApiDestination {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly connectionArn: string;
  readonly endpoint: string;
  readonly method: ApiDestinationHttpMethod;
  readonly ratePerSecond: number;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
}
