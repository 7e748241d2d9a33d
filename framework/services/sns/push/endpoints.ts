/** Platform endpoints: devices, by the token that their platform gave them. */
import type { SNS } from '@aws-sdk/client-sns';
import { formatArn, parseArn, type Operations } from '../../../cloud/service';
import { arnTooShort, endpointNotFound, invalidParameter, nullAttributes } from '../errors';
import { page } from '../pages';
import type { PlatformEndpoint, SnsCall, State } from '../state';
import { applicationAt } from './applications';

const names = ['CustomUserData', 'Enabled', 'Token'];
const userDataBytesMax = 2048;

function checkAttributes(given: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) throw invalidParameter(`Attributes Reason: Invalid attribute name: ${name}`);
    if (name === 'CustomUserData' && Buffer.byteLength(value) > userDataBytesMax) {
      throw invalidParameter(
        'Attributes Reason: Invalid value for attribute: CustomUserData: must be at most 2048 bytes long in UTF-8 encoding',
      );
    }
    if (name === 'Enabled' && !/^(true|false)$/i.test(value)) {
      throw invalidParameter(
        'Attributes Reason: Invalid value for attribute: Enabled: must be true or false',
      );
    }
  }
}

/** `endpoint/<platform>/<name>/<id>` belongs to `app/<platform>/<name>`. */
const applicationOf = (endpointArn: string): string =>
  endpointArn.slice(0, endpointArn.lastIndexOf('/')).replace(':endpoint/', ':app/');

const keyOf = (arn: string): string => `${applicationOf(arn)}\u0000${arn}`;

export function findEndpoint(call: SnsCall, arn: string): PlatformEndpoint | undefined {
  const { accountId = call.accountId, region = call.region } = parseArn(arn) ?? {};
  return call.stateOf(accountId, region).endpoints.get(keyOf(arn));
}

function endpointAt(call: SnsCall, arn: string): PlatformEndpoint {
  const elements = arn.split(':').length;
  if (elements < 6) throw arnTooShort('EndpointArn', elements);
  const found = findEndpoint(call, arn);
  if (found === undefined) throw endpointNotFound();
  return found;
}

const sameAttributes = (
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean => names.every((name) => one[name] === other[name]);

export const endpoints: Operations<SNS, State> = {
  /** The same token and attributes again answer the endpoint that is there. */
  createPlatformEndpoint({ PlatformApplicationArn, Token, CustomUserData, Attributes = {} }, call) {
    const application = applicationAt(call, PlatformApplicationArn);
    checkAttributes(Attributes);
    const userData = Attributes['CustomUserData'] ?? CustomUserData;
    const attributes: Record<string, string> = {
      Enabled: (Attributes['Enabled'] ?? 'true').toLowerCase(),
      Token,
      ...(userData === undefined ? {} : { CustomUserData: userData }),
    };
    const { state } = call;
    const all = [...state.endpoints.prefix(`${application.arn}\u0000`)].map(([, endpoint]) => endpoint);
    const known = all.find((endpoint) => endpoint.attributes['Token'] === Token);
    if (known !== undefined) {
      if (sameAttributes(known.attributes, attributes)) return { EndpointArn: known.arn };
      throw invalidParameter(
        `Token Reason: Endpoint ${known.arn} already exists with the same Token, but different attributes.`,
      );
    }
    const { partition, region, accountId } = call;
    const resource = `endpoint/${application.platform}/${application.name}/${call.random('endpoint').uuid()}`;
    const arn = formatArn({ partition, service: 'sns', region, accountId, resource });
    state.endpoints.set(keyOf(arn), { arn, attributes });
    return { EndpointArn: arn };
  },

  /** One that is not there counts as deleted. Subscriptions to it stay, and reach nobody. */
  deleteEndpoint({ EndpointArn }, call) {
    call.state.endpoints.delete(keyOf(EndpointArn));
    return {};
  },

  getEndpointAttributes({ EndpointArn }, call) {
    return { Attributes: { ...endpointAt(call, EndpointArn).attributes } };
  },

  setEndpointAttributes({ EndpointArn, Attributes }, call) {
    const before = endpointAt(call, EndpointArn);
    if (Object.keys(Attributes).length === 0) throw nullAttributes();
    checkAttributes(Attributes);
    call.state.endpoints.set(keyOf(EndpointArn), {
      ...before,
      attributes: { ...before.attributes, ...Attributes },
    });
    return {};
  },

  listEndpointsByPlatformApplication({ PlatformApplicationArn, NextToken }, call) {
    const { arn } = applicationAt(call, PlatformApplicationArn);
    const all = [...call.state.endpoints.prefix(`${arn}\u0000`)].map(([, endpoint]) => endpoint);
    const { rows, token } = page(all, (endpoint) => endpoint.arn, NextToken);
    return {
      Endpoints: rows.map((endpoint) => ({
        EndpointArn: endpoint.arn,
        Attributes: { ...endpoint.attributes },
      })),
      ...token,
    };
  },
};
