/** What DescribeConnection tells of what a connection was given: all but its secrets. */
import type {
  ConnectionAuthResponseParameters,
  ConnectionHttpParameters,
  UpdateConnectionAuthRequestParameters,
} from '@aws-sdk/client-eventbridge';

interface Parameter {
  Key?: string | undefined;
  Value?: string | undefined;
  IsValueSecret?: boolean | undefined;
}

const open = ({ Key, Value, IsValueSecret = false }: Parameter) => ({
  ...(Key === undefined ? {} : { Key }),
  ...(IsValueSecret || Value === undefined ? {} : { Value }),
  IsValueSecret,
});

function openHttp({
  BodyParameters,
  HeaderParameters,
  QueryStringParameters,
}: ConnectionHttpParameters): ConnectionHttpParameters {
  return {
    ...(BodyParameters === undefined ? {} : { BodyParameters: BodyParameters.map(open) }),
    ...(HeaderParameters === undefined ? {} : { HeaderParameters: HeaderParameters.map(open) }),
    ...(QueryStringParameters === undefined
      ? {}
      : { QueryStringParameters: QueryStringParameters.map(open) }),
  };
}

export function shownParameters({
  BasicAuthParameters: basic,
  ApiKeyAuthParameters: key,
  OAuthParameters: oauth,
  InvocationHttpParameters: http,
}: UpdateConnectionAuthRequestParameters): ConnectionAuthResponseParameters {
  return {
    ...(basic === undefined ? {} : { BasicAuthParameters: { Username: basic.Username } }),
    ...(key === undefined ? {} : { ApiKeyAuthParameters: { ApiKeyName: key.ApiKeyName } }),
    ...(oauth === undefined
      ? {}
      : {
          OAuthParameters: {
            ClientParameters: { ClientID: oauth.ClientParameters?.ClientID },
            AuthorizationEndpoint: oauth.AuthorizationEndpoint,
            HttpMethod: oauth.HttpMethod,
            ...(oauth.OAuthHttpParameters === undefined
              ? {}
              : { OAuthHttpParameters: openHttp(oauth.OAuthHttpParameters) }),
          },
        }),
    ...(http === undefined ? {} : { InvocationHttpParameters: openHttp(http) }),
  };
}
