import type { SamplingRule, SamplingRuleRecord, SamplingRuleUpdate, XRay } from '@aws-sdk/client-xray';
import type { Operations } from '../../../cloud/service';
import { invalidRequest, ruleLimit } from '../errors';
import { page } from '../pages';
import type { Rule, State, XrayCall } from '../state';
import { tagsOf } from './tags';

const defaultName = 'Default';
const rulesMax = 25;
const matchNames = ['ResourceARN', 'ServiceName', 'ServiceType', 'Host', 'HTTPMethod', 'URLPath'] as const;
/** How often SDKs ask for targets, and how long what they hear holds. */
const targetSeconds = 10;

const arnOf = ({ partition, region, accountId }: XrayCall, name: string): string =>
  `arn:${partition}:xray:${region}:${accountId}:sampling-rule/${name}`;

/** The first request in each second, and five percent of the others. */
const defaultRule = (call: XrayCall): Rule => ({
  name: defaultName,
  arn: arnOf(call, defaultName),
  priority: 10_000,
  fixedRate: 0.05,
  reservoirSize: 1,
  matches: Object.fromEntries(matchNames.map((name) => [name, '*'])),
  attributes: {},
  createdAtMs: 0,
  modifiedAtMs: 0,
  tags: {},
});

const ruleOutput = (rule: Rule): SamplingRuleRecord => ({
  SamplingRule: {
    RuleName: rule.name,
    RuleARN: rule.arn,
    ResourceARN: rule.matches['ResourceARN'],
    Priority: rule.priority,
    FixedRate: rule.fixedRate,
    ReservoirSize: rule.reservoirSize,
    ServiceName: rule.matches['ServiceName'],
    ServiceType: rule.matches['ServiceType'],
    Host: rule.matches['Host'],
    HTTPMethod: rule.matches['HTTPMethod'],
    URLPath: rule.matches['URLPath'],
    Version: 1,
    Attributes: { ...rule.attributes },
  },
  CreatedAt: new Date(rule.createdAtMs),
  ModifiedAt: new Date(rule.modifiedAtMs),
});

function ruleAt(call: XrayCall, RuleName: string | undefined, RuleARN: string | undefined): Rule {
  if ((RuleName === undefined) === (RuleARN === undefined)) {
    throw invalidRequest('Specify either RuleName or RuleARN.');
  }
  const all = [defaultOf(call), ...call.state.rules.values()];
  const found = all.find(({ name, arn }) => name === RuleName || arn === RuleARN);
  if (found === undefined) throw invalidRequest('Sampling rule does not exist.');
  return found;
}

/** The default rule can be changed, but not deleted. */
const defaultOf = (call: XrayCall): Rule => call.state.rules.get(defaultName) ?? defaultRule(call);

const allRules = (call: XrayCall): Rule[] => [
  defaultOf(call),
  ...[...call.state.rules.values()].filter(({ name }) => name !== defaultName),
];

function changed(call: XrayCall, former: Rule, given: SamplingRule | SamplingRuleUpdate): Rule {
  const matches: Record<string, string> = { ...former.matches };
  for (const name of matchNames) matches[name] = given[name] ?? matches[name] ?? '*';
  if (given.SamplingRateBoost !== undefined) call.notEmulated('xray: SamplingRateBoost of a sampling rule');
  return {
    ...former,
    priority: given.Priority ?? former.priority,
    fixedRate: given.FixedRate ?? former.fixedRate,
    reservoirSize: given.ReservoirSize ?? former.reservoirSize,
    matches,
    attributes: given.Attributes ?? former.attributes,
    modifiedAtMs: call.nowMs,
  };
}

export const sampling: Operations<XRay, State> = {
  getSamplingRules({ NextToken }, call) {
    const { rows, token } = page(allRules(call), NextToken, 100);
    return { SamplingRuleRecords: rows.map(ruleOutput), ...token };
  },

  createSamplingRule({ SamplingRule: given, Tags }, call) {
    const { RuleName } = given;
    if (RuleName === undefined) throw invalidRequest('RuleName is required.');
    if (given.Version !== 1) throw invalidRequest('Version must be 1.');
    if (RuleName === defaultName || call.state.rules.has(RuleName)) {
      throw invalidRequest('Sampling rule already exists.');
    }
    if (allRules(call).length > rulesMax) throw ruleLimit();
    const blank = { ...defaultRule(call), name: RuleName, arn: arnOf(call, RuleName), tags: tagsOf(Tags) };
    const rule = { ...changed(call, blank, given), createdAtMs: call.nowMs };
    call.modelledOnly('xray: sampling rules (they are told, but nothing here samples by them)');
    call.state.rules.set(RuleName, rule);
    return { SamplingRuleRecord: ruleOutput(rule) };
  },

  updateSamplingRule({ SamplingRuleUpdate: given }, call) {
    const rule = changed(call, ruleAt(call, given.RuleName, given.RuleARN), given);
    call.modelledOnly('xray: sampling rules (they are told, but nothing here samples by them)');
    call.state.rules.set(rule.name, rule);
    return { SamplingRuleRecord: ruleOutput(rule) };
  },

  deleteSamplingRule({ RuleName, RuleARN }, call) {
    const rule = ruleAt(call, RuleName, RuleARN);
    if (rule.name === defaultName) throw invalidRequest('The default sampling rule cannot be deleted.');
    call.state.rules.delete(rule.name);
    return { SamplingRuleRecord: ruleOutput(rule) };
  },

  /** Each client gets the whole reservoir: clients are not counted. */
  getSamplingTargets({ SamplingStatisticsDocuments }, call) {
    const rules = allRules(call);
    const known = SamplingStatisticsDocuments.flatMap(
      ({ RuleName }) => rules.find(({ name }) => name === RuleName) ?? [],
    );
    const unknown = SamplingStatisticsDocuments.filter(
      ({ RuleName }) => !rules.some(({ name }) => name === RuleName),
    );
    return {
      SamplingTargetDocuments: known.map(({ name, fixedRate, reservoirSize }) => ({
        RuleName: name,
        FixedRate: fixedRate,
        ReservoirQuota: reservoirSize,
        ReservoirQuotaTTL: new Date(call.nowMs + targetSeconds * 1000),
        Interval: targetSeconds,
      })),
      LastRuleModification: new Date(Math.max(...rules.map(({ modifiedAtMs }) => modifiedAtMs))),
      UnprocessedStatistics: unknown.map(({ RuleName }) => ({
        RuleName,
        ErrorCode: 'InvalidRuleName',
        Message: 'Sampling rule does not exist.',
      })),
    };
  },
};
