/** Platform applications: what mobile push is set up by. Credentials are kept and never tried. */
import type { SNS } from '@aws-sdk/client-sns';
import { formatArn, parseArn, type Operations } from '../../../cloud/service';
import { applicationNotFound, arnTooShort, invalidParameter, nullAttributes } from '../errors';
import { page } from '../pages';
import type { PlatformApplication, SnsCall, State } from '../state';

const platforms = ['ADM', 'APNS', 'APNS_SANDBOX', 'BAIDU', 'GCM', 'MACOS', 'MACOS_SANDBOX', 'MPNS', 'WNS'];
const nameLengthMax = 256;
/** What SNS does not hand out again. */
const secret = ['PlatformCredential', 'PlatformPrincipal'];

function checkName(name: string): void {
  const reason =
    name === ''
      ? 'cannot be empty'
      : name.length > nameLengthMax
        ? 'must be at most 256 characters long'
        : /^[\w.-]+$/.test(name)
          ? undefined
          : "must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'";
  if (reason !== undefined) throw invalidParameter(`${name} Reason: ${reason}`);
}

/** The application of an ARN: `app/<platform>/<name>`. */
export function applicationAt(call: SnsCall, arn: string): PlatformApplication {
  const elements = arn.split(':').length;
  if (elements < 6) throw arnTooShort('PlatformApplicationArn', elements);
  const { service, region, resource = '' } = parseArn(arn) ?? {};
  if (service !== 'sns' || region !== call.region || !resource.startsWith('app/')) {
    throw invalidParameter(
      'PlatformApplicationArn Reason: Wrong number of slashes in relative portion of the ARN.',
    );
  }
  const found = call.state.applications.get(arn);
  if (found === undefined) throw applicationNotFound();
  return found;
}

/** Every application is enabled until it says otherwise, and its credentials stay with SNS. */
function shown({ attributes }: PlatformApplication): Record<string, string> {
  const open = Object.entries(attributes).filter(([name]) => !secret.includes(name));
  return { Enabled: 'true', ...Object.fromEntries(open) };
}

export const applications: Operations<SNS, State> = {
  /** An application of the same name is the same one, with the new attributes on top. */
  createPlatformApplication({ Name, Platform, Attributes }, call) {
    checkName(Name);
    if (!platforms.includes(Platform)) {
      throw invalidParameter(`Platform Reason: ${Platform} is not supported`);
    }
    const { partition, region, accountId } = call;
    const resource = `app/${Platform}/${Name}`;
    const arn = formatArn({ partition, service: 'sns', region, accountId, resource });
    const before = call.state.applications.get(arn)?.attributes;
    call.modelledOnly('sns: mobile push (nothing reaches a device)');
    call.state.applications.set(arn, {
      arn,
      platform: Platform,
      name: Name,
      attributes: { ...before, ...Attributes },
    });
    return { PlatformApplicationArn: arn };
  },

  /** One that is not there counts as deleted; its endpoints go with it. */
  deletePlatformApplication({ PlatformApplicationArn: arn }, call) {
    for (const [key] of call.state.endpoints.prefix(`${arn}\u0000`)) call.state.endpoints.delete(key);
    call.state.applications.delete(arn);
    return {};
  },

  getPlatformApplicationAttributes({ PlatformApplicationArn }, call) {
    return { Attributes: shown(applicationAt(call, PlatformApplicationArn)) };
  },

  setPlatformApplicationAttributes({ PlatformApplicationArn, Attributes }, call) {
    const before = applicationAt(call, PlatformApplicationArn);
    if (Object.keys(Attributes).length === 0) throw nullAttributes();
    const attributes = { ...before.attributes, ...Attributes };
    call.state.applications.set(before.arn, { ...before, attributes });
    return {};
  },

  listPlatformApplications({ NextToken }, call) {
    const { rows, token } = page([...call.state.applications.values()], ({ arn }) => arn, NextToken);
    return {
      PlatformApplications: rows.map((application) => ({
        PlatformApplicationArn: application.arn,
        Attributes: shown(application),
      })),
      ...token,
    };
  },
};
