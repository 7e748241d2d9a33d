import {
  evaluate,
  type Environment,
  type ParameterValues,
  type ResourceReading,
  type Scope,
  type StackContext,
} from './functions/resolve';
import { truth } from './functions/logic';
import { NotKnown } from './functions/rule-functions';
import {
  isMap,
  own,
  placeOf,
  scalarText,
  TemplateError,
  type Path,
  type Template,
  type Value,
} from './template';

/** Conditions and rules are settled before any resource exists. */
const nothingExists: ResourceReading = {
  ref: () => undefined,
  att: () => undefined,
  importValue(name) {
    throw new TemplateError(
      `Template error: Fn::ImportValue ${name} is not supported in the Conditions block`,
    );
  },
  stackOutput({ stackName }) {
    throw new TemplateError(
      `Template error: Fn::GetStackOutput of ${stackName} is not supported in the Conditions block`,
    );
  },
};

/** Settles every condition from the parameters, once, before anything is created (aws-behaviour.md 8.8). */
export function evaluateConditions(
  template: Template,
  context: StackContext,
  parameters: ParameterValues,
): Record<string, boolean> {
  const settled: Record<string, boolean> = {};
  const environment = { context, parameters, conditions: settled, resources: nothingExists };
  const asked: string[] = [];
  const condition = (name: string): boolean => {
    const known = settled[name];
    if (known !== undefined) return known;
    const path = ['Conditions', name];
    if (asked.includes(name)) throw circular(template, asked.slice(asked.indexOf(name)));
    asked.push(name);
    const value = decide(
      template,
      environment,
      'conditions',
      own(template.conditions, name) ?? null,
      path,
      condition,
    );
    asked.pop();
    settled[name] = value;
    return value;
  };
  for (const name of Object.keys(template.conditions)) condition(name);
  return settled;
}

/**
 * Checks the rules; the first assertion that fails is thrown with its own `AssertDescription`.
 *
 * Rules see parameters only, and only those whose `RuleCondition` holds are asked. Answers what could not be asked,
 * because it is about attributes of things outside the stack: `Fn::ValueOf ["Subnet","VpcId"] of the rule Vpc`.
 */
export function evaluateRules(
  template: Template,
  context: StackContext,
  parameters: ParameterValues,
): string[] {
  const environment = { context, parameters, conditions: {}, resources: nothingExists };
  const notAsked: string[] = [];
  const ask = (value: Value, path: Path): boolean => {
    try {
      return decide(template, environment, 'rules', value, path, () => false);
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      notAsked.push(`${error.what} of the rule ${path[1]}`);
      return true;
    }
  };
  for (const [name, rule] of Object.entries(template.rules)) {
    if (!isMap(rule)) continue;
    const when = own(rule, 'RuleCondition');
    if (when !== undefined && !ask(when, ['Rules', name, 'RuleCondition'])) continue;
    const assertions = own(rule, 'Assertions');
    (Array.isArray(assertions) ? assertions : []).forEach((assertion, index) => {
      const path = ['Rules', name, 'Assertions', index];
      const claim = isMap(assertion) ? own(assertion, 'Assert') : undefined;
      if (claim === undefined || ask(claim, [...path, 'Assert'])) return;
      const words = isMap(assertion) ? scalarText(own(assertion, 'AssertDescription')) : undefined;
      throw new TemplateError(words ?? `Rule ${name} is not satisfied`, {
        place: placeOf(template, path),
        hint: `the rule ${name} of the template is not satisfied by these parameters`,
      });
    });
  }
  return notAsked;
}

function decide(
  template: Template,
  environment: Environment,
  scope: Scope,
  value: Value,
  path: Path,
  condition: (name: string) => boolean,
): boolean {
  const decided = truth(evaluate(value, { template, environment, scope, path, condition }));
  if (decided !== undefined) return decided;
  const words =
    'Template format error: Conditions can only be boolean operations on parameters and other conditions';
  throw new TemplateError(words, { place: placeOf(template, path) });
}

function circular(template: Template, names: string[]): TemplateError {
  const [first = ''] = names;
  return new TemplateError(`Template error: Found circular condition dependency: [${names.join(', ')}]`, {
    place: placeOf(template, ['Conditions', first]),
    hint: [...names, first].join(' -> '),
  });
}
