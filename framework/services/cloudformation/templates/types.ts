import { StormError } from '../../../kernel';
import { placeOf, type Template } from '../../../template';
import { validationError } from '../errors';
import { isOwnType } from '../life-cycle/own-type-names';
import { typeOf } from '../life-cycle/environment';
import { modelledType } from '../modelled/type';
import { resourceSchema } from '../schema/load';
import type { CloudFormationCall } from '../state';

/** Types that accounts make themselves, or that other services run. */
const isCustom = (type: string): boolean => type.startsWith('Custom::');

/** Types of AWS that a template uses and that do not exist. */
export function unrecognizedTypes(template: Template): string[] {
  const types = Object.keys(template.resources).map((logicalId) => typeOf(template, logicalId));
  return [...new Set(types)].filter((type) => !isCustom(type) && resourceSchema(type) === undefined);
}

/** Refuses types that AWS does not have, in AWS's words, and those that are not emulated, loudly. */
export function refuseTypes(
  call: CloudFormationCall,
  template: Template,
  stackName: string,
  allowed: readonly string[] | undefined,
): void {
  const ids = Object.keys(template.resources);
  const unrecognized = unrecognizedTypes(template).filter((type) => !call.resourceTypes.has(type));
  if (unrecognized.length > 0)
    throw validationError(`Template format error: Unrecognized resource types: [${unrecognized.join(', ')}]`);
  const missing = ids.find((logicalId) => {
    const type = typeOf(template, logicalId);
    return !isOwnType(type) && !call.resourceTypes.has(type) && modelledType(call, type) === undefined;
  });
  if (missing !== undefined) {
    const place = placeOf(template, ['Resources', missing, 'Type']);
    const where = place === undefined ? '' : `, line ${place.line} of the template of stack ${stackName}`;
    const type = typeOf(template, missing);
    throw new StormError(
      'STORM_NOT_EMULATED',
      `The resource type ${type} (${missing}${where}) is not emulated.`,
      {
        fix: 'leave the resource out of the template under test, or run this scenario on another cloud',
      },
    );
  }
  if (allowed === undefined || allowed.length === 0) return;
  const refused = ids
    .map((logicalId) => typeOf(template, logicalId))
    .find((type) => !isAllowed(type, allowed));
  if (refused !== undefined) {
    throw validationError(
      `Resource type ${refused} is not allowed by parameter ResourceTypes [${allowed.join(', ')}]`,
    );
  }
}

/** `AWS::*`, `AWS::SQS::*` and whole names. */
function isAllowed(type: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => one === type || (one.endsWith('*') && type.startsWith(one.slice(0, -1))));
}
