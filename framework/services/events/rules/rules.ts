import type { EventBridge, Rule as RuleOutput } from '@aws-sdk/client-eventbridge';
import { template, type Operations } from '../../../cloud/service';
import { busAt, defaultBus, ruleArn, ruleAt } from '../buses/find';
import { page } from '../buses/pages';
import { tagRecord } from '../buses/tags';
import { limitExceeded, managedRule, validation } from '../errors';
import { matches } from '../patterns/match';
import { readPattern } from '../patterns/check';
import { ruleKey, type EventsCall, type Rule, type State } from '../state';
import { checkSchedule, planned } from './schedule';

const rulesMax = 300;
/** What an event has that may be tried against a pattern. */
const needed = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

const save = (call: EventsCall, rule: Rule): void => {
  call.state.rules.set(ruleKey(rule.bus, rule.name), planned(call, rule));
};

const ruleOutput = (rule: Rule): RuleOutput => ({
  Name: rule.name,
  Arn: rule.arn,
  ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern.text }),
  State: rule.state,
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
  ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
  EventBusName: rule.bus,
  ...(rule.managedBy === undefined ? {} : { ManagedBy: rule.managedBy }),
});

/** Rules of AWS's own are changed and deleted by whoever says that it is meant. */
function refuseManaged(rule: Rule | undefined, force = false): void {
  if (rule?.managedBy !== undefined && !force) throw managedRule(rule.name);
}

function setState(call: EventsCall, rule: Rule, state: Rule['state']): void {
  // A rate counts anew from when the rule is switched on.
  save(call, { ...rule, state, sinceMs: rule.state === state ? rule.sinceMs : call.nowMs });
}

function rulesOf(call: EventsCall, bus: string): Rule[] {
  return [...call.state.rules.prefix(`${bus}\u0000`)].map(([, rule]) => rule);
}

export const rules: Operations<EventBridge, State> = {
  /** What is not given is not kept; the targets are. */
  putRule(input, call) {
    const {
      Name,
      ScheduleExpression,
      EventPattern,
      State: state = 'ENABLED',
      Description,
      RoleArn,
      Tags,
    } = input;
    const bus = busAt(call, input.EventBusName);
    if ((EventPattern ?? '') === '' && (ScheduleExpression ?? '') === '') {
      throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    }
    if (state !== 'ENABLED' && state !== 'DISABLED') {
      return call.notEmulated(`events:PutRule with the state ${state}`);
    }
    if (ScheduleExpression !== undefined && ScheduleExpression !== '') {
      if (bus.name !== defaultBus) {
        throw validation('ScheduleExpression is supported only on the default event bus.');
      }
      checkSchedule(ScheduleExpression);
    }
    const former = call.state.rules.get(ruleKey(bus.name, Name));
    refuseManaged(former);
    if (former === undefined && rulesOf(call, bus.name).length >= rulesMax) {
      throw limitExceeded('The requested resource exceeds the maximum number allowed.');
    }
    const isSame = former?.schedule === ScheduleExpression && former?.state === state;
    const rule: Rule = {
      name: Name,
      arn: ruleArn(call, bus.name, Name),
      bus: bus.name,
      state,
      ...(Description === undefined ? {} : { description: Description }),
      ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
      ...(EventPattern === undefined || EventPattern === '' ? {} : { pattern: readPattern(EventPattern) }),
      ...(ScheduleExpression === undefined || ScheduleExpression === ''
        ? {}
        : { schedule: ScheduleExpression }),
      ...(former?.laterId === undefined ? {} : { laterId: former.laterId }),
      sinceMs: isSame ? former.sinceMs : call.nowMs,
      createdBy: call.accountId,
      targets: former?.targets ?? [],
      tags: former?.tags ?? tagRecord(Tags),
    };
    save(call, rule);
    return { RuleArn: rule.arn };
  },

  /** A rule that is not there counts as deleted. */
  deleteRule({ Name, EventBusName, Force }, call) {
    const bus = busAt(call, EventBusName);
    const rule = call.state.rules.get(ruleKey(bus.name, Name));
    if (rule === undefined) return {};
    refuseManaged(rule, Force);
    if (rule.targets.length > 0) throw validation("Rule can't be deleted since it has targets.");
    if (rule.laterId !== undefined) call.cancel(rule.laterId);
    call.state.rules.delete(ruleKey(bus.name, Name));
    return {};
  },

  describeRule({ Name, EventBusName }, call) {
    const rule = ruleAt(call, Name, EventBusName);
    return { ...ruleOutput(rule), CreatedBy: rule.createdBy };
  },

  enableRule({ Name, EventBusName }, call) {
    setState(call, ruleAt(call, Name, EventBusName), 'ENABLED');
    return {};
  },

  disableRule({ Name, EventBusName }, call) {
    setState(call, ruleAt(call, Name, EventBusName), 'DISABLED');
    return {};
  },

  listRules(input, call) {
    const { EventBusName, NamePrefix = '' } = input;
    const found = rulesOf(call, busAt(call, EventBusName).name).filter(({ name }) =>
      name.startsWith(NamePrefix),
    );
    const { rows, token } = page(found, input);
    return { Rules: rows.map(ruleOutput), ...token };
  },

  listRuleNamesByTarget(input, call) {
    const found = rulesOf(call, busAt(call, input.EventBusName).name)
      .filter(({ targets }) => targets.some(({ arn }) => arn === input.TargetArn))
      .map(({ name }) => name);
    const { rows, token } = page(found, input);
    return { RuleNames: rows, ...token };
  },

  testEventPattern({ EventPattern, Event }) {
    const pattern = readPattern(EventPattern);
    let event: unknown;
    try {
      event = JSON.parse(Event);
    } catch {
      throw validation('Parameter Event is not valid.');
    }
    if (!template.isRecord(event) || !needed.every((name) => Object.hasOwn(event, name))) {
      throw validation('Parameter Event is not valid.');
    }
    return { Result: matches(pattern, event) };
  },
};
