import type {
  Parameter as ParameterOutput,
  ParameterHistory,
  ParameterMetadata,
  SSM,
} from '@aws-sdk/client-ssm';
import { AwsError, pageAt, type Operations } from '../../../cloud/service';
import { invalidNextToken, validation } from '../errors';
import type { Parameter, SsmCall, State, Version } from '../state';
import { filtersOf, isUnder, oldFilterOf, pathRules } from './filters';
import { isSecretReference, referenced } from './secret-references';
import { current, parameterAt, selected, versionAt } from './names';
import { decrypt } from './secure-values';

function page<T>(
  all: readonly T[],
  { NextToken, MaxResults }: { NextToken?: string | undefined; MaxResults?: number | undefined },
  most: number,
) {
  return pageAt(all, { token: NextToken, size: MaxResults ?? most, refusal: invalidNextToken });
}

function valueOf(
  call: SsmCall,
  parameter: Parameter,
  version: Version,
  decrypts: boolean | undefined,
): string {
  const isSecure = version.type === 'SecureString';
  return isSecure && decrypts === true ? decrypt(call, parameter.arn, version) : version.value;
}

function output(
  call: SsmCall,
  parameter: Parameter,
  version: Version,
  how: { decrypts: boolean | undefined; selector?: string | undefined },
): ParameterOutput {
  return {
    Name: parameter.name,
    Type: version.type,
    Value: valueOf(call, parameter, version, how.decrypts),
    Version: version.number,
    ...(how.selector === undefined ? {} : { Selector: `:${how.selector}` }),
    LastModifiedDate: new Date(version.modifiedAtMs),
    ARN: parameter.arn,
    DataType: version.dataType,
  };
}

/** Parameters that AWS itself keeps for everybody: images, regions, services. */
function refusePublic(call: SsmCall, name: string): void {
  if (/^\/aws\/service(\/|$)/.test(name)) call.notEmulated(`ssm: the public parameter ${name}`);
}

function read(call: SsmCall, given: string, decrypts: boolean | undefined): ParameterOutput {
  refusePublic(call, given);
  if (isSecretReference(given)) return referenced(call, given, decrypts);
  const { parameter, version } = versionAt(call, given);
  return output(call, parameter, version, { decrypts, selector: selected(call, given).selector });
}

const metadata = (parameter: Parameter, version: Version): ParameterMetadata => ({
  Name: parameter.name,
  Type: version.type,
  ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
  LastModifiedDate: new Date(version.modifiedAtMs),
  LastModifiedUser: version.modifiedBy,
  ...(version.description === undefined ? {} : { Description: version.description }),
  ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
  Version: version.number,
  Tier: version.tier,
  Policies: version.policies.map(({ type, text }) => ({
    PolicyText: text,
    PolicyType: type,
    PolicyStatus: 'Pending',
  })),
  DataType: version.dataType,
});

const historyEntry = (
  call: SsmCall,
  parameter: Parameter,
  version: Version,
  decrypts: boolean | undefined,
): ParameterHistory => ({
  ...metadata(parameter, version),
  Value: valueOf(call, parameter, version, decrypts),
  Labels: [...version.labels],
});

const historyMax = 50;
/** Of GetParametersByPath and DescribeParameters. */
const pathMax = 10;

export const reads: Operations<SSM, State> = {
  getParameter: ({ Name, WithDecryption }, call) => ({ Parameter: read(call, Name, WithDecryption) }),

  /** What is not there is told, not refused. */
  getParameters({ Names, WithDecryption }, call) {
    const Parameters: ParameterOutput[] = [];
    const InvalidParameters: string[] = [];
    for (const name of new Set(Names)) {
      try {
        Parameters.push(read(call, name, WithDecryption));
      } catch (error) {
        if (!(error instanceof AwsError) || !/^Parameter(Version)?NotFound$/.test(error.code)) throw error;
        InvalidParameters.push(name);
      }
    }
    return { Parameters, InvalidParameters };
  },

  getParametersByPath(input, call) {
    const { Path, Recursive = false, WithDecryption, ParameterFilters = [] } = input;
    if (!/^\/([\w.-]+\/?)*$/.test(Path)) throw validation(pathRules);
    refusePublic(call, Path);
    const tests = filtersOf(ParameterFilters, 'path');
    const label = ParameterFilters.find(({ Key }) => Key === 'Label')?.Values?.[0];
    const found = [...call.state.parameters.values()]
      .filter(({ name }) => isUnder(name, Path, Recursive))
      .filter((parameter) => tests.every((test) => test(parameter)));
    const { rows, token } = page(found, input, pathMax);
    return {
      Parameters: rows.map((parameter) => {
        const labelled = parameter.versions.find(
          ({ labels }) => label !== undefined && labels.includes(label),
        );
        return output(call, parameter, labelled ?? current(parameter), { decrypts: WithDecryption });
      }),
      ...token,
    };
  },

  describeParameters(input, call) {
    const { Filters = [], ParameterFilters = [], Shared } = input;
    if (Shared === true) call.notEmulated('ssm:DescribeParameters with Shared');
    if (Filters.length > 0 && ParameterFilters.length > 0) {
      throw validation('You can use either Filters or ParameterFilters in a single request.');
    }
    const tests = [...Filters.map(oldFilterOf), ...filtersOf(ParameterFilters, 'list')];
    const found = [...call.state.parameters.values()].filter((parameter) =>
      tests.every((test) => test(parameter)),
    );
    const { rows, token } = page(found, input, pathMax);
    return {
      Parameters: rows.map((parameter) => ({
        ...metadata(parameter, current(parameter)),
        ARN: parameter.arn,
      })),
      ...token,
    };
  },

  getParameterHistory(input, call) {
    const parameter = parameterAt(call, input.Name);
    const { rows, token } = page(parameter.versions, input, historyMax);
    return {
      Parameters: rows.map((version) => historyEntry(call, parameter, version, input.WithDecryption)),
      ...token,
    };
  },
};
