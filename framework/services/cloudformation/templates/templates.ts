import type { Capability, CloudFormation, ParameterDeclaration } from '@aws-sdk/client-cloudformation';
import type { Operations } from '../../../cloud/service';
import {
  checkTemplate,
  hasLoops,
  isMap,
  own,
  parseTemplate,
  requiredCapabilities,
  scalarText,
  type Template,
} from '../../../template';
import { stackWithIdDoesNotExist, validationError } from '../errors';
import { findChangeSet } from '../change-sets/find';
import { typeOf } from '../life-cycle/environment';
import { resourceSchema } from '../schema/load';
import { findStack, type CloudFormationCall, type State } from '../state';
import { readingTemplate, storedTemplate, storedText, templateOf, templateText } from './source';
import { unrecognizedTypes } from './types';

/** A template of a request or of a stack, checked in itself. */
function checkedTemplate(text: string): Template {
  return readingTemplate(() => {
    const template = parseTemplate(text, 'template');
    const [problem] = checkTemplate(template);
    if (problem !== undefined) throw problem;
    const unrecognized = unrecognizedTypes(template);
    if (unrecognized.length > 0 && !hasLoops(template))
      throw validationError(
        `Template format error: Unrecognized resource types: [${unrecognized.join(', ')}]`,
      );
    return template;
  });
}

/** What a template asks the caller to acknowledge, with CloudFormation's reason. */
function capabilitiesOf(template: Template): { Capabilities?: Capability[]; CapabilitiesReason?: string } {
  const [iam, ...more] = requiredCapabilities(template);
  if (iam === undefined) return {};
  const types = Object.keys(template.resources).map((logicalId) => typeOf(template, logicalId));
  const asking = [...new Set(types.filter((type) => type.startsWith('AWS::IAM::')))];
  return {
    Capabilities: [iam, ...more],
    ...(asking.length === 0
      ? {}
      : { CapabilitiesReason: `The following resource(s) require capabilities: [${asking.join(', ')}]` }),
  };
}

function declarations(template: Template): ParameterDeclaration[] {
  return Object.entries(template.parameters).flatMap(([name, parameter]): ParameterDeclaration[] => {
    if (!isMap(parameter)) return [];
    const fallback = scalarText(own(parameter, 'Default'));
    const description = scalarText(own(parameter, 'Description'));
    const allowed = own(parameter, 'AllowedValues');
    return [
      {
        ParameterKey: name,
        ...(fallback === undefined ? {} : { DefaultValue: fallback }),
        ParameterType: scalarText(own(parameter, 'Type')) ?? 'String',
        NoEcho: scalarText(own(parameter, 'NoEcho')) === 'true',
        ...(description === undefined ? {} : { Description: description }),
        ParameterConstraints: Array.isArray(allowed)
          ? { AllowedValues: allowed.map((value) => scalarText(value) ?? '') }
          : {},
      },
    ];
  });
}

function transformsOf(template: Template): { DeclaredTransforms?: string[] } {
  return template.transforms.length === 0 ? {} : { DeclaredTransforms: template.transforms };
}

/** The stack's template as it was sent, or as it became by its transforms. */
function bodyOf(call: CloudFormationCall, name: string, stage: string | undefined): string {
  const stack = findStack(call, name);
  if (stack === undefined) throw stackWithIdDoesNotExist(name);
  if (stack.status === 'REVIEW_IN_PROGRESS') return '';
  const sent = stack.original ?? stack.template;
  const hasTransforms = sent !== stack.template || storedTemplate(call, sent).transforms.length > 0;
  return stage === 'Processed' && hasTransforms
    ? JSON.stringify(templateOf(call, stack).body)
    : storedText(call, sent);
}

const isUnderReview = (call: CloudFormationCall, name: string): boolean =>
  findStack(call, name)?.status === 'REVIEW_IN_PROGRESS';

/** By type: the logical ids, and the properties that identify a resource of the type. */
function identifiersOf(template: Template): {
  ResourceType: string;
  LogicalResourceIds: string[];
  ResourceIdentifiers: string[];
}[] {
  const ids = new Map<string, string[]>();
  for (const logicalId of Object.keys(template.resources)) {
    const type = typeOf(template, logicalId);
    ids.set(type, [...(ids.get(type) ?? []), logicalId]);
  }
  return [...ids].map(([type, logicalIds]) => ({
    ResourceType: type,
    LogicalResourceIds: logicalIds,
    ResourceIdentifiers: [...(resourceSchema(type)?.k ?? [])],
  }));
}

export const readingTemplates: Pick<
  Operations<CloudFormation, State>,
  'getTemplate' | 'getTemplateSummary' | 'validateTemplate'
> = {
  getTemplate({ StackName, ChangeSetName, TemplateStage }, call) {
    if (ChangeSetName !== undefined) {
      const { configuration } = findChangeSet(call, ChangeSetName, StackName);
      return {
        TemplateBody: storedText(call, configuration.original ?? configuration.template),
        StagesAvailable: ['Original', 'Processed'],
      };
    }
    if (StackName === undefined)
      throw validationError('StackName is required if ChangeSetName is not specified.');
    return {
      TemplateBody: bodyOf(call, StackName, TemplateStage),
      StagesAvailable: ['Original', 'Processed'],
    };
  },

  getTemplateSummary(input, call) {
    if (input.StackSetName !== undefined)
      call.notEmulated('cloudformation:GetTemplateSummary with StackSetName');
    if (input.StackName !== undefined && isUnderReview(call, input.StackName))
      throw validationError('GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.');
    const text =
      input.StackName === undefined ? templateText(call, input) : bodyOf(call, input.StackName, undefined);
    const template = checkedTemplate(text);
    const version = scalarText(own(template.body, 'AWSTemplateFormatVersion'));
    return {
      Parameters: declarations(template),
      ...(template.description === undefined ? {} : { Description: template.description }),
      ...capabilitiesOf(template),
      ResourceTypes: Object.keys(template.resources).map((logicalId) => typeOf(template, logicalId)),
      ...(version === undefined ? {} : { Version: version }),
      ...(own(template.body, 'Metadata') === undefined
        ? {}
        : { Metadata: JSON.stringify(template.metadata) }),
      ...transformsOf(template),
      ResourceIdentifierSummaries: identifiersOf(template),
    };
  },

  validateTemplate(input, call) {
    const template = checkedTemplate(templateText(call, input));
    return {
      Parameters: declarations(template).map(
        ({ ParameterType: _type, ParameterConstraints: _constraints, ...parameter }) => parameter,
      ),
      ...(template.description === undefined ? {} : { Description: template.description }),
      ...capabilitiesOf(template),
      ...transformsOf(template),
    };
  },
};
