import { compileGlob, type Matcher } from './patterns/glob';
import { VERSION_WITH_VARIABLES, type Statement } from './policy';
import { fillTemplate, fixedPieces, templateOf, type Template } from './patterns/variables';

type ValuesOf = (key: string) => readonly string[] | undefined;

/** Tells whether a statement speaks of a resource. */
export type ResourceTest = (resource: string, valuesOf: ValuesOf) => boolean;

/** A pattern that is known before the request, or one that waits for the values of its variables. */
type Pattern = { match: Matcher } | { template: Template };

const patternOf = (value: string, version: string | undefined): Pattern => {
  const template = templateOf(value, version === VERSION_WITH_VARIABLES);
  const pieces = fixedPieces(template);
  return pieces === undefined ? { template } : { match: compileGlob(pieces) };
};

/** Undefined where a variable of the pattern has no value in this request. */
function matches(pattern: Pattern, resource: string, valuesOf: ValuesOf): boolean | undefined {
  if ('match' in pattern) return pattern.match(resource);
  const pieces = fillTemplate(pattern.template, valuesOf);
  return pieces === undefined ? undefined : compileGlob(pieces)(resource);
}

/**
 * Compiles `Resource` or `NotResource`.
 *
 * A pattern is matched against the ARN as one text, so that a `*` may reach over colons (IAM user guide, "Resource").
 * A statement without either (a trust policy) speaks of the resource that it hangs on. Where a variable has no value,
 * its `Resource` matches nothing, and a `NotResource` statement does not apply at all.
 */
export function compileResource(statement: Statement, version: string | undefined): ResourceTest {
  const patterns = (statement.Resource ?? statement.NotResource ?? []).map((value) =>
    patternOf(value, version),
  );
  if (statement.Resource !== undefined) {
    return (resource, valuesOf) => patterns.some((pattern) => matches(pattern, resource, valuesOf) === true);
  }
  if (statement.NotResource !== undefined) {
    return (resource, valuesOf) =>
      patterns.every((pattern) => matches(pattern, resource, valuesOf) === false);
  }
  return () => true;
}
