export { requiredCapabilities, type Capability } from './capabilities';
export { checkTemplate } from './check';
export { evaluateConditions, evaluateRules } from './conditions';
export {
  resolve,
  type Environment,
  type ParameterValues,
  type ResourceReading,
  type StackContext,
} from './functions/resolve';
export { conditionOf, graph, isActive, type Graph } from './graph';
export { expandLoops, hasLoops, type LoopValues } from './language-extensions';
export { localCode, packaged, type LocalCode, type Upload } from './package/local-code';
export { ArchiveError, unzip, type ArchiveLimits } from './package/unzip';
export { zipFolder, type ArchiveFile } from './package/zip';
export {
  isListType,
  listOf,
  resolveParameters,
  type ParameterLookup,
  type ResolvedParameters,
} from './parameters';
export { parseTemplate } from './parse';
export { references, referencesOfResource, type Branch, type Reference } from './references';
export {
  isMap,
  own,
  placeOf,
  put,
  scalarText,
  TemplateError,
  type Path,
  type Place,
  type Template,
  type TemplateErrorCode,
  type Value,
  type ValueMap,
} from './template';
