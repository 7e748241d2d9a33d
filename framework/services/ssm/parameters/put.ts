import type { SSM } from '@aws-sdk/client-ssm';
import type { Input } from '../../../cloud/service';
import {
  alreadyExists,
  invalidPattern,
  patternMismatch,
  tooManyParameters,
  tooManyVersions,
  typeMismatch,
  validation,
} from '../errors';
import type { Parameter, SsmCall, Tier, Version } from '../state';
import { arnOf, checkName, current, named } from './names';
import { tellChange } from './notices';
import { plan, readPolicies } from './policies';
import { defaultKey, encrypt } from './secure-values';
import { checkTagCount, tagRecord } from './tags';

type Put = Input<SSM, 'putParameter'>;

const valueMax = { Standard: 4096, Advanced: 8192 } as const;
const parametersMax = { Standard: 10_000, Advanced: 100_000 } as const;
const versionsMax = 100;
const dataTypes = ['text', 'aws:ec2:image', 'aws:ssm:integration'];
const guide =
  'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';

function tierOf({ Tier: wanted, Value, Policies }: Put, former: Version | undefined): Tier {
  if (wanted === 'Intelligent-Tiering') {
    const needsMore = Buffer.byteLength(Value) > valueMax.Standard || (Policies ?? '') !== '';
    return needsMore || former?.tier === 'Advanced' ? 'Advanced' : 'Standard';
  }
  if (wanted === 'Standard' && former?.tier === 'Advanced') {
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter " +
        'tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as ' +
        'a standard parameter.',
    );
  }
  return wanted ?? former?.tier ?? 'Standard';
}

function checkValue({ Value, AllowedPattern }: Put, tier: Tier): void {
  if (Value === '') {
    throw validation(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  }
  const most = valueMax[tier];
  if (Buffer.byteLength(Value) > most) {
    const more =
      tier === 'Standard'
        ? 'To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. '
        : '';
    throw validation(
      `${tier} tier parameters support a maximum parameter value of ${most} characters. ${more}` +
        `For more information, see ${guide}`,
    );
  }
  if (AllowedPattern === undefined) return;
  let pattern: RegExp;
  try {
    pattern = new RegExp(AllowedPattern);
  } catch {
    throw invalidPattern(AllowedPattern);
  }
  if (!pattern.test(Value)) throw patternMismatch(AllowedPattern);
}

function dataTypeOf(call: SsmCall, { DataType }: Put, former: Version | undefined): string {
  const dataType = DataType ?? former?.dataType ?? 'text';
  if (!dataTypes.includes(dataType)) {
    throw validation(
      `The following data type is not supported: ${dataType} (Data type names are all lowercase.)`,
    );
  }
  if (dataType !== 'text') call.notEmulated(`ssm:PutParameter with the data type ${dataType}`);
  return dataType;
}

const isSecure = (type: string): boolean => type === 'SecureString';

function typeOf({ Type }: Put, former: Version | undefined): Version['type'] {
  if (former === undefined) {
    if (Type === undefined) throw validation('A parameter type is required when you create a parameter.');
    return Type;
  }
  if (Type !== undefined && isSecure(Type) !== isSecure(former.type)) throw typeMismatch();
  return Type ?? former.type;
}

function newVersion(call: SsmCall, input: Put, former: Version | undefined, tier: Tier): Version {
  const type = typeOf(input, former);
  const keyId = type === 'SecureString' ? (input.KeyId ?? former?.keyId ?? defaultKey) : undefined;
  if (type !== 'SecureString' && input.KeyId !== undefined) {
    throw validation('KeyId is required for SecureString type parameter only.');
  }
  const arn = arnOf(call, input.Name);
  const description = input.Description ?? former?.description;
  const { AllowedPattern: allowedPattern } = input;
  return {
    number: (former?.number ?? 0) + 1,
    type,
    ...(keyId === undefined
      ? { value: input.Value }
      : { ...encrypt(call, arn, input.Value, { keyId, tier }), keyId }),
    ...(description === undefined ? {} : { description }),
    ...(allowedPattern === undefined ? {} : { allowedPattern }),
    tier,
    policies: readPolicies(call, input.Policies, tier),
    dataType: dataTypeOf(call, input, former),
    labels: [],
    modifiedAtMs: call.nowMs,
    modifiedBy: call.principal.arn,
  };
}

/** The oldest version makes room, unless somebody has labelled it. */
function withRoom(name: string, versions: readonly Version[]): readonly Version[] {
  if (versions.length < versionsMax) return versions;
  const [oldest, ...rest] = versions;
  if (oldest !== undefined && oldest.labels.length > 0) throw tooManyVersions(name, oldest.number);
  return rest;
}

export function putParameter(input: Put, call: SsmCall): { Version: number; Tier: Tier } {
  const { Overwrite = false, Tags } = input;
  const given = input.Name.trim();
  checkName(call, given);
  const former = named(call, given);
  const Name = former?.name ?? given;
  if (former !== undefined && !Overwrite) throw alreadyExists();
  if (Overwrite && Tags !== undefined && Tags.length > 0) {
    throw validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove " +
        'overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.',
    );
  }
  const before = former && current(former);
  const tier = tierOf(input, before);
  checkValue(input, tier);
  if (former === undefined && call.state.parameters.size >= parametersMax[tier]) throw tooManyParameters();
  const version = newVersion(call, { ...input, Name }, before, tier);
  const parameter: Parameter = {
    name: Name,
    arn: arnOf(call, Name),
    versions: [...withRoom(Name, former?.versions ?? []), version],
    tags: former?.tags ?? tagRecord(Tags),
    laterIds: former?.laterIds ?? [],
  };
  checkTagCount(parameter.tags);
  call.state.parameters.set(Name, plan(call, parameter));
  tellChange(call, parameter, former === undefined ? 'Create' : 'Update');
  return { Version: version.number, Tier: tier };
}
