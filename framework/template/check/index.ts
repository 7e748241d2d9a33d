import { certainCycle } from '../graph';
import { hasIncludes } from '../includes';
import { expandLoops, hasLoops, type LoopValues } from '../language-extensions';
import { notEmulated, placeOf, TemplateError, type Template } from '../template';
import { checkFunctions } from './functions';
import { checkNames } from './names';
import { checkParameters } from './parameters';
import { checkStructure } from './structure';

const emulated = ['AWS::Include', 'AWS::LanguageExtensions'];

/**
 * All that CloudFormation would refuse about a template before it creates anything, the first error first.
 *
 * A transform that is not emulated is the only error then: what it would make of the template is not known.
 * Loops (`Fn::ForEach`) are unrolled with `values`; without them, only what the loops leave certain is checked.
 */
export function checkTemplate(template: Template, values?: LoopValues): TemplateError[] {
  const transform = template.transforms.find((name) => !emulated.includes(name));
  if (transform !== undefined) {
    const hint =
      'its output can be deployed: run the transform yourself (`sam build` does not, `aws cloudformation get-template ' +
      '--template-stage Processed` shows it) and give the processed template';
    return [notEmulated(`Transform ${transform}`, placeOf(template, ['Transform']), hint)];
  }
  // What a snippet brings is checked when it has been put in.
  if (hasIncludes(template)) return checkParameters(template);
  if (!hasLoops(template)) return checkPlain(template);
  if (values === undefined) return checkParameters(template);
  try {
    return checkPlain(expandLoops(template, values));
  } catch (error) {
    if (error instanceof TemplateError) return [error];
    throw error;
  }
}

function checkPlain(template: Template): TemplateError[] {
  const cycle = certainCycle(template);
  return [
    ...checkStructure(template),
    ...checkParameters(template),
    ...checkFunctions(template),
    ...checkNames(template),
    ...(cycle === undefined ? [] : [cycle]),
  ];
}
