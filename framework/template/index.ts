export { requiredCapabilities } from './capabilities';
export { checkTemplate } from './check';
export { evaluateConditions, evaluateRules } from './conditions';
export {
  isFunction,
  resolve,
  type AskedOutput,
  type Environment,
  type ResourceReading,
  type StackContext,
} from './functions/resolve';
export { graph } from './graph';
export { hasIncludes, included } from './includes';
export { expandLoops, hasLoops, type LoopValues } from './language-extensions';
export { localCode, packaged, type Upload } from './package/local-code';
export { ArchiveError, unzip } from './package/unzip';
export { zipFolder, type ArchiveFile } from './package/zip';
export { isListType, listOf, resolveParameters, type ResolvedParameters } from './parameters';
export { parseSnippet, parseTemplate } from './parse';
export { references } from './references';
export {
  isMap,
  own,
  placeOf,
  pointer,
  scalarText,
  TemplateError,
  type Place,
  type Template,
  type Value,
  type ValueMap,
} from './template';
