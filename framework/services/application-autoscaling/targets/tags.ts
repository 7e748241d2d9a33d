import { AwsError } from '../../../cloud/service';
import { resourceNotFound } from '../errors';
import type { ScalingCall, Target } from '../state';
import { targetKey } from './dimensions';

const tagsMax = 50;

function targetOf(call: ScalingCall, arn: string): Target {
  const found = [...call.state.targets.values()].find((target) => target.arn === arn);
  if (found === undefined) throw resourceNotFound(arn);
  return found;
}

export const tagsOf = (call: ScalingCall, arn: string): Record<string, string> => ({
  ...targetOf(call, arn).tags,
});

export function tagTarget(call: ScalingCall, arn: string, added: Readonly<Record<string, string>>): void {
  const target = targetOf(call, arn);
  const tags = { ...target.tags, ...added };
  if (Object.keys(tags).length > tagsMax) {
    throw new AwsError('TooManyTagsException', `A resource can have at most ${tagsMax} tags`, {
      status: 400,
      fields: { ResourceName: arn },
    });
  }
  call.state.targets.set(targetKey(target), { ...target, tags });
}

export function untagTarget(call: ScalingCall, arn: string, keys: readonly string[]): void {
  const target = targetOf(call, arn);
  const tags = Object.fromEntries(Object.entries(target.tags).filter(([key]) => !keys.includes(key)));
  call.state.targets.set(targetKey(target), { ...target, tags });
}
