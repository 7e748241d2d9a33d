import type { CloudWatch, InsightRule as RuleOutput, PartialFailure } from '@aws-sdk/client-cloudwatch';
import { formatArn, type Operations } from '../../cloud/service';
import { invalidValue } from './errors';
import { page } from './pages';
import type { CloudWatchCall, InsightRule, State } from './state';

const pageSize = 500;

export const insightRuleArn = ({ partition, region, accountId }: CloudWatchCall, name: string): string =>
  formatArn({ partition, service: 'cloudwatch', region, accountId, resource: `insight-rule/${name}` });

/** The schema that a definition names: `CloudWatchLogRule/1`. */
function schemaOf(definition: string): string {
  let read: unknown;
  try {
    read = JSON.parse(definition);
  } catch {
    throw invalidValue('The parameter RuleDefinition is not valid JSON.');
  }
  const schema = typeof read === 'object' && read !== null && 'Schema' in read ? read.Schema : undefined;
  if (typeof schema !== 'object' || schema === null || !('Name' in schema) || !('Version' in schema)) {
    throw invalidValue('The parameter RuleDefinition must have a Schema with Name and Version.');
  }
  return `${String(schema.Name)}/${String(schema.Version)}`;
}

const output = (rule: InsightRule): RuleOutput => ({
  Name: rule.name,
  State: rule.isEnabled ? 'ENABLED' : 'DISABLED',
  Schema: rule.schema,
  Definition: rule.definition,
  ManagedRule: false,
});

/** Changes the rules that there are, and tells of those that there are not. */
function changeAll(
  call: CloudWatchCall,
  names: readonly string[],
  change: (rule: InsightRule) => void,
): { Failures: PartialFailure[] } {
  const Failures: PartialFailure[] = [];
  for (const name of names) {
    const rule = call.state.insightRules.get(name);
    if (rule !== undefined) change(rule);
    else {
      Failures.push({
        FailureResource: name,
        ExceptionType: 'ResourceNotFoundException',
        FailureCode: '404',
        FailureDescription: `Rule ${name} does not exist`,
      });
    }
  }
  return { Failures };
}

/** Rules of Contributor Insights: kept and shown; no log is read for them, so there are no reports. */
export const insightRules: Operations<CloudWatch, State> = {
  putInsightRule(
    { RuleName: name, RuleDefinition: definition, RuleState = 'ENABLED', Tags, ...input },
    call,
  ) {
    if (input.ApplyOnTransformedLogs === true) {
      call.notEmulated('cloudwatch:PutInsightRule with ApplyOnTransformedLogs');
    }
    if (RuleState !== 'ENABLED' && RuleState !== 'DISABLED') {
      throw invalidValue(`The value ${RuleState} for parameter RuleState is not supported.`);
    }
    call.modelledOnly('cloudwatch: insight rules (no log is read for them)');
    const former = call.state.insightRules.get(name);
    const tags =
      former?.tags ?? Object.fromEntries((Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
    call.state.insightRules.set(name, {
      name,
      schema: schemaOf(definition),
      definition,
      isEnabled: RuleState === 'ENABLED',
      tags,
    });
    return {};
  },

  describeInsightRules({ NextToken, MaxResults = pageSize }, call) {
    const all = [...call.state.insightRules.values()];
    const { rows, token } = page(all, ({ name }) => name, NextToken, MaxResults);
    return { InsightRules: rows.map(output), ...token };
  },

  enableInsightRules: ({ RuleNames }, call) =>
    changeAll(call, RuleNames, (rule) =>
      call.state.insightRules.set(rule.name, { ...rule, isEnabled: true }),
    ),

  disableInsightRules: ({ RuleNames }, call) =>
    changeAll(call, RuleNames, (rule) =>
      call.state.insightRules.set(rule.name, { ...rule, isEnabled: false }),
    ),

  deleteInsightRules: ({ RuleNames }, call) =>
    changeAll(call, RuleNames, ({ name }) => void call.state.insightRules.delete(name)),
};
