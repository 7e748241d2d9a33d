import { parseArn } from '../../../cloud/service';
import { invalidHomeRegion, invalidName, unknownTrail } from '../errors';
import { keyOf, type Trail, type TrailCall } from '../state';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
export function checkName(name: string): void {
  const length = `Specified name length: ${name.length} characters.`;
  if (name.length < 3)
    throw invalidName(`Trail name too short. Minimum allowed length: 3 characters. ${length}`);
  if (name.length > 128)
    throw invalidName(`Trail name too long. Maximum allowed length: 128 characters. ${length}`);
  if (!/^[A-Za-z0-9]/.test(name)) throw invalidName('Trail name must starts with a letter or number.');
  if (!/[A-Za-z0-9]$/.test(name)) throw invalidName('Trail name must ends with a letter or number.');
  if (!/^[\w.-]+$/.test(name)) {
    throw invalidName(
      'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
    );
  }
}

export const trailKey = ({ homeRegion, name }: Trail): string => keyOf(homeRegion, name);

/** By name in this region, or by ARN; trails of all regions are seen from each of them. */
export function findTrail(call: TrailCall, nameOrArn: string): Trail | undefined {
  const { region = call.region, resource = `trail/${nameOrArn}` } = parseArn(nameOrArn) ?? {};
  const name = resource.replace(/^trail\//, '');
  const own = call.state.trails.get(keyOf(region, name));
  if (own !== undefined) return own;
  return [...call.state.trails.values()].find((trail) => trail.isMultiRegion && trail.name === name);
}

/** A trail by name or ARN. */
export function trailAt(call: TrailCall, nameOrArn: string): Trail {
  if (!nameOrArn.startsWith('arn:')) checkName(nameOrArn);
  const found = findTrail(call, nameOrArn);
  if (found === undefined) throw unknownTrail(nameOrArn, call.accountId);
  return found;
}

/** The same where AWS names the trail by its ARN when there is none. */
export function trailByArn(call: TrailCall, nameOrArn: string): Trail {
  const { partition, region, accountId } = call;
  const arn = `arn:${partition}:cloudtrail:${region}:${accountId}:trail/${nameOrArn}`;
  if (findTrail(call, nameOrArn) === undefined && !nameOrArn.startsWith('arn:')) {
    checkName(nameOrArn);
    throw unknownTrail(arn, accountId);
  }
  return trailAt(call, nameOrArn);
}

/** For what may be done in a trail's home region only. */
export function trailAtHome(call: TrailCall, nameOrArn: string): Trail {
  const trail = trailAt(call, nameOrArn);
  if (trail.homeRegion !== call.region) throw invalidHomeRegion(trail.name, trail.homeRegion);
  return trail;
}
