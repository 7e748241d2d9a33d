import type { CloudFormationCall } from '../state';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const randomLength = 12;

/** `<StackName>-<LogicalId>-<random>`; to fit, both names are cut, the longer one first (aws-behaviour.md 8.8). */
export function physicalName(
  call: CloudFormationCall,
  stackName: string,
  logicalId: string,
  lengthMax: number,
  options: { lowerCase?: boolean } = {},
): string {
  const random = call.random('physical name').text(randomLength, alphabet);
  const room = Math.max(0, lengthMax - randomLength - 2);
  const half = Math.floor(room / 2);
  const logical = logicalId.slice(0, Math.max(half, room - stackName.length));
  const stack = stackName.slice(0, room - logical.length);
  const name = [stack, logical, random]
    .filter((part) => part !== '')
    .join('-')
    .slice(-lengthMax);
  return options.lowerCase === true ? name.toLowerCase() : name;
}
