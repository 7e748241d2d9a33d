/** What a change set tells of a resource: each value that changes, what is behind the change, what becomes of it. */
import type {
  Change,
  PolicyAction,
  ResourceChange as ToldChange,
  ResourceChangeDetail,
  ResourceTargetDefinition,
} from '@aws-sdk/client-cloudformation';
import { canonicalJson } from '../../../kernel';
import { isMap, own, references, scalarText, type Template, type Value } from '../../../template';
import { declarationOf } from '../life-cycle/environment';
import { masked } from '../life-cycle/events';
import type { ResourceChange } from '../life-cycle/plan';
import { unknown } from '../properties/check';
import type { Declared, Stack, StackConfiguration } from '../state';
import { nestedStackType } from '../life-cycle/own-type-names';

/** What a change is told from. */
export interface Comparison {
  stack: Stack;
  /** The stack's template as it is; a stack that has none yet has no resources to compare either. */
  before?: Template | undefined;
  after: Template;
  configuration: StackConfiguration;
  declared: Readonly<Record<string, Declared>>;
  /** Everything that changes. */
  changes: readonly ResourceChange[];
}

const afterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** A change as DescribeChangeSet tells it with all values. */
export function toldChange(comparison: Comparison, change: ResourceChange): Change {
  const { logicalId, type, action, resource, replacement } = change;
  const told: ToldChange = {
    Action: action,
    LogicalResourceId: logicalId,
    ...(resource?.physicalId === undefined ? {} : { PhysicalResourceId: resource.physicalId }),
    ResourceType: type,
    ...(replacement === undefined ? {} : { Replacement: replacement }),
    ...policyOf(comparison, change),
    Scope: change.scope,
    Details: action === 'Modify' ? detailsOf(comparison, change) : [],
    ...contextsOf(comparison, change),
  };
  return { Type: 'Resource', ResourceChange: told };
}

function policyOf({ declared }: Comparison, change: ResourceChange): { PolicyAction?: PolicyAction } {
  const { action, resource, replacement, logicalId } = change;
  if (action === 'Remove') {
    const policy = resource?.deletionPolicy ?? 'Delete';
    const isKept = policy === 'Retain' || policy === 'RetainExceptOnCreate';
    return { PolicyAction: isKept ? 'Retain' : policy === 'Snapshot' ? 'Snapshot' : 'Delete' };
  }
  if (replacement !== 'True') return {};
  const policy = declared[logicalId]?.updateReplacePolicy ?? 'Delete';
  return { PolicyAction: `ReplaceAnd${policy}` };
}

function detailsOf(comparison: Comparison, change: ResourceChange): ResourceChangeDetail[] {
  const { type, scope } = change;
  const details: ResourceChangeDetail[] = change.properties.flatMap(({ name, requiresRecreation }) =>
    targetsOf(comparison, change, name).flatMap((target) =>
      causesOf(comparison, change, name).map((cause) => ({
        Target: {
          Attribute: 'Properties' as const,
          Name: name,
          RequiresRecreation: requiresRecreation,
          ...target,
        },
        ...cause,
      })),
    ),
  );
  if (scope.includes('Metadata'))
    details.push(direct({ Attribute: 'Metadata', RequiresRecreation: 'Never' }));
  if (scope.includes('Tags')) details.push(direct({ Attribute: 'Tags', RequiresRecreation: 'Never' }));
  if (type === nestedStackType)
    details.push({
      Target: { Attribute: 'Properties', RequiresRecreation: 'Never' },
      Evaluation: 'Dynamic',
      ChangeSource: 'Automatic',
    });
  return details;
}

type Detail = ResourceChangeDetail & { Target: ResourceTargetDefinition };

const direct = (Target: ResourceTargetDefinition): Detail => ({
  Target,
  Evaluation: 'Static',
  ChangeSource: 'DirectModification',
});

/** The places within a property that change, with what stands there before and after. */
function targetsOf(
  { configuration, stack }: Comparison,
  { resource, wanted = {} }: ResourceChange,
  name: string,
): ResourceTargetDefinition[] {
  const show = (value: unknown): string =>
    masked([...stack.parameters, ...configuration.parameters], shown(value));
  return leaves(resource?.properties?.[name], wanted[name], `/Properties/${name}`).map(
    ({ path, before, after }) => ({
      Path: path,
      ...(before === undefined ? {} : { BeforeValue: show(before) }),
      ...(after === undefined ? {} : { AfterValue: show(after) }),
      AttributeChangeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
    }),
  );
}

interface Leaf {
  path: string;
  before: unknown;
  after: unknown;
}

function leaves(before: unknown, after: unknown, path: string): Leaf[] {
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((name) =>
    same(before[name], after[name]) ? [] : leaves(before[name], after[name], `${path}/${name}`),
  );
}

const same = (one: unknown, other: unknown): boolean =>
  one === undefined || other === undefined ? one === other : canonicalJson(one) === canonicalJson(other);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as text; what is not known before other resources exist is said so. */
function shown(value: unknown): string {
  const text = scalarText(value) ?? JSON.stringify(value, texts);
  return text.includes(unknown) ? afterApply : text;
}

const texts = (_name: string, value: unknown): unknown =>
  typeof value === 'string' && value.includes(unknown)
    ? afterApply
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : value;

type Cause = Pick<ResourceChangeDetail, 'Evaluation' | 'ChangeSource' | 'CausingEntity'>;

/** What makes a property change: parameters and resources that it refers to, or its text itself. */
function causesOf(comparison: Comparison, { logicalId }: ResourceChange, name: string): Cause[] {
  const { before, after, stack, configuration, changes } = comparison;
  const wanted = declaredProperty(after, logicalId, name);
  const causes: Cause[] = [];
  for (const { name: entity, attribute } of wanted === undefined ? [] : references(wanted, [])) {
    const cause = parameterChanged(stack, configuration, entity)
      ? ({ Evaluation: 'Static', ChangeSource: 'ParameterReference', CausingEntity: entity } as const)
      : resourceCause(changes, entity, attribute);
    if (cause !== undefined && !causes.some(({ CausingEntity }) => CausingEntity === cause.CausingEntity))
      causes.push(cause);
  }
  const current = before === undefined ? undefined : declaredProperty(before, logicalId, name);
  const isTextChanged = !same(current, wanted);
  const isByParameter = causes.some(({ ChangeSource }) => ChangeSource === 'ParameterReference');
  if (isTextChanged || causes.length === 0)
    causes.push({ Evaluation: 'Static', ChangeSource: 'DirectModification' });
  // A parameter may be overridden until the change set is executed, says AWS's own example.
  else if (isByParameter) causes.push({ Evaluation: 'Dynamic', ChangeSource: 'DirectModification' });
  return causes;
}

function declaredProperty(template: Template, logicalId: string, name: string): Value | undefined {
  const properties = own(declarationOf(template, logicalId), 'Properties');
  return isMap(properties) ? own(properties, name) : undefined;
}

function parameterChanged(stack: Stack, configuration: StackConfiguration, name: string): boolean {
  if (!Object.hasOwn(configuration.values, name)) return false;
  return !same(stack.values[name], configuration.values[name]);
}

function resourceCause(
  changes: readonly ResourceChange[],
  entity: string,
  attribute: string | undefined,
): Cause | undefined {
  const change = changes.find(({ logicalId }) => logicalId === entity);
  if (change === undefined) return undefined;
  const isCertain = change.action === 'Add' || change.replacement === 'True';
  return {
    Evaluation: isCertain ? 'Static' : 'Dynamic',
    ChangeSource: attribute === undefined ? 'ResourceReference' : 'ResourceAttribute',
    CausingEntity: attribute === undefined ? entity : `${entity}.${attribute}`,
  };
}

function contextsOf(
  { stack, configuration, declared }: Comparison,
  { logicalId, resource, action, wanted }: ResourceChange,
): { BeforeContext?: string; AfterContext?: string } {
  const secrets = [...stack.parameters, ...configuration.parameters];
  const context = (properties: object | undefined, metadata: string | undefined): string =>
    masked(
      secrets,
      JSON.stringify(
        {
          ...(properties === undefined ? {} : { Properties: properties }),
          ...(metadata === undefined ? {} : { Metadata: JSON.parse(metadata) }),
        },
        texts,
      ),
    );
  return {
    ...(resource === undefined ? {} : { BeforeContext: context(resource.properties, resource.metadata) }),
    ...(action === 'Remove' ? {} : { AfterContext: context(wanted, declared[logicalId]?.metadata) }),
  };
}

/** The change without values, as DescribeChangeSet tells it by default. */
export function withoutValues(change: Change): Change {
  const { ResourceChange: told } = change;
  if (told === undefined) return change;
  const { BeforeContext: _before, AfterContext: _after, Details = [], ...rest } = told;
  const plain = Details.map(({ Target = {}, ...cause }) => {
    const { Path: _p, BeforeValue: _b, AfterValue: _a, AttributeChangeType: _t, ...target } = Target;
    return { Target: target, ...cause };
  });
  const distinct = new Map(plain.map((detail) => [JSON.stringify(detail), detail]));
  return { ...change, ResourceChange: { ...rest, Details: [...distinct.values()] } };
}
