/** Filters of DescribeParameters and GetParametersByPath. */
import type { ParametersFilter, ParameterStringFilter } from '@aws-sdk/client-ssm';
import {
  duplicateFilter,
  invalidFilterKey,
  invalidFilterOption,
  missingFilterValues,
  unknownFilterValue,
  validation,
} from '../errors';
import type { Parameter } from '../state';
import { current } from './names';

type Test = (parameter: Parameter) => boolean;

export const pathRules =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". ' +
  'It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following ' +
  'symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, ' +
  'must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

const unslashed = (name: string): string => name.replace(/^\//, '');

/** A name may be given with its slash or without. */
const equals = (key: string, value: string, wanted: readonly string[]): boolean =>
  wanted.some((each) => (key === 'Name' ? unslashed(each) === unslashed(value) : each === value));

/** What a filter's key stands for. */
function valuesOf(key: string, parameter: Parameter): readonly (string | undefined)[] {
  const { type, keyId, tier, dataType } = current(parameter);
  switch (key) {
    case 'Name':
      return [parameter.name];
    case 'Type':
      return [type];
    case 'KeyId':
      return [keyId];
    case 'Tier':
      return [tier];
    case 'DataType':
      return [dataType];
    case 'Label':
      return parameter.versions.flatMap(({ labels }) => labels);
    default:
      return [parameter.tags[key.replace(/^tag:/, '')]];
  }
}

/** Whether a parameter lies under a path: directly, or at any depth. */
export function isUnder(name: string, path: string, isRecursive: boolean): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`;
  const full = name.startsWith('/') ? name : `/${name}`;
  if (!full.startsWith(folder)) return false;
  return isRecursive || !full.slice(folder.length).includes('/');
}

/** What each of the two operations filters by; `tag:` and DataType go unnamed in AWS's complaint. */
const keys = { list: ['Path', 'Name', 'Type', 'KeyId', 'Tier'], path: ['Type', 'KeyId', 'Label'] };

const knownValues: Readonly<Record<string, readonly string[]>> = {
  Type: ['String', 'StringList', 'SecureString'],
  Tier: ['Standard', 'Advanced', 'Intelligent-Tiering'],
};

/** Checks the filters of a request together: no key twice. */
export function filtersOf(filters: readonly ParameterStringFilter[], where: 'list' | 'path'): Test[] {
  const tests = filters.map((filter) => filterOf(filter, where));
  const twice = filters.find(({ Key }, at) => filters.findIndex((other) => other.Key === Key) < at);
  if (twice !== undefined) throw duplicateFilter(twice.Key ?? '');
  return tests;
}

function checkValues(key: string, values: readonly string[]): void {
  if (values.length === 0) throw missingFilterValues(key);
  const known = knownValues[key];
  const foreign = known && values.find((value) => !known.includes(value));
  if (known !== undefined && foreign !== undefined) throw unknownFilterValue(foreign, known);
  if (key === 'Path') values.forEach(checkPath);
}

function checkPath(path: string): void {
  if (/^\/(aws|ssm)/i.test(path)) {
    throw validation(
      'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
    );
  }
  if (!/^\/([\w.-]+\/?)*$/.test(path)) throw validation(pathRules);
}

function filterOf({ Key = '', Option, Values = [] }: ParameterStringFilter, where: 'list' | 'path'): Test {
  const isTag = Key.startsWith('tag:') && where === 'list';
  const isKnown = isTag || (where === 'list' && Key === 'DataType') || keys[where].includes(Key);
  if (!isKnown) throw invalidFilterKey(Key, keys[where]);
  if (Key === 'Path' && Option !== undefined && Option !== 'OneLevel' && Option !== 'Recursive') {
    throw invalidFilterOption(Option, ['Recursive', 'OneLevel']);
  }
  if (!isTag) checkValues(Key, Values);
  if (Key === 'Path') {
    const option = Option ?? 'OneLevel';
    return ({ name }) => Values.some((path) => isUnder(name, path, option === 'Recursive'));
  }
  const option = Option ?? 'Equals';
  if (option === 'Contains' && Key === 'Name') {
    return ({ name }) => Values.some((text) => name.includes(text));
  }
  if (option === 'Equals') {
    if (isTag && Values.length === 0) return (parameter) => valuesOf(Key, parameter)[0] !== undefined;
    return (parameter) =>
      valuesOf(Key, parameter).some((value) => value !== undefined && equals(Key, value, Values));
  }
  if (option !== 'BeginsWith') throw invalidFilterOption(option, ['BeginsWith', 'Equals']);
  // A name may be given with its slash or without.
  return (parameter) =>
    valuesOf(Key, parameter).some((value) =>
      Values.some((text) =>
        Key === 'Name'
          ? unslashed(value ?? '').startsWith(unslashed(text))
          : value?.startsWith(text) === true,
      ),
    );
}

/** The older form: names begin with a value, the other keys equal one. */
export const oldFilterOf = ({ Key, Values }: ParametersFilter): Test =>
  filterOf({ Key, Option: Key === 'Name' ? 'BeginsWith' : 'Equals', Values }, 'list');
