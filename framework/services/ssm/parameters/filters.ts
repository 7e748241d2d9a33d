/** Filters of DescribeParameters and GetParametersByPath. */
import type { ParametersFilter, ParameterStringFilter } from '@aws-sdk/client-ssm';
import { invalidFilterKey, invalidFilterOption } from '../errors';
import type { Parameter } from '../state';
import { current } from './names';

type Test = (parameter: Parameter) => boolean;

const unslashed = (name: string): string => name.replace(/^\//, '');

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

const keys = ['Name', 'Type', 'KeyId', 'Path', 'Label', 'Tier', 'DataType'];
const pathKeys = ['Type', 'KeyId', 'Label'];

export function filterOf(
  { Key = '', Option, Values = [] }: ParameterStringFilter,
  where: 'list' | 'path',
): Test {
  const isTag = Key.startsWith('tag:') && where === 'list';
  if (!isTag && !(where === 'path' ? pathKeys : keys).includes(Key)) throw invalidFilterKey(Key);
  if (Key === 'Path') {
    const option = Option ?? 'OneLevel';
    if (option !== 'OneLevel' && option !== 'Recursive') throw invalidFilterOption(Key, option);
    return ({ name }) => Values.some((path) => isUnder(name, path, option === 'Recursive'));
  }
  const option = Option ?? 'Equals';
  if (option === 'Contains' && Key === 'Name') {
    return ({ name }) => Values.some((text) => name.includes(text));
  }
  if (option === 'Equals') {
    if (isTag && Values.length === 0) return (parameter) => valuesOf(Key, parameter)[0] !== undefined;
    return (parameter) =>
      valuesOf(Key, parameter).some((value) => value !== undefined && Values.includes(value));
  }
  if (option !== 'BeginsWith') throw invalidFilterOption(Key, option);
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
