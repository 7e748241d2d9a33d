import { AwsError } from '../../cloud/error';
import type { FaultEffect, FaultHook, FaultView } from '../../cloud/fault';
import { Random, StormError, type Json } from '../../kernel';

/**
 * A rule of LocalStack's Chaos API; what it leaves out fits anything. The first that fits a request counts.
 *
 * @see https://docs.localstack.cloud/aws/capabilities/chaos-engineering/chaos-api/
 */
interface FaultRule {
  region?: string;
  service?: string;
  operation?: string;
  /** Of 1, which is the default. */
  probability?: number;
  error?: { statusCode?: number; code?: string };
  /** Ours: the same draws again for the same requests in the same order. */
  seed?: string | number;
}

/** What is done to every connection. */
interface NetworkEffects {
  latency?: number;
}

const unavailable = { statusCode: 503, code: 'ServiceUnavailable' };
const ruleFields = new Set(['region', 'service', 'operation', 'probability', 'error', 'seed']);
const latencyMaxMs = 3_600_000;

/** The faults and effects that are set through the Chaos API, as one fault of the cloud. */
export class Chaos implements FaultHook {
  readonly id = 'chaos-api';
  readonly title = 'a rule of the chaos API';
  private rules: { rule: FaultRule; random: Random }[] = [];
  effects: NetworkEffects = {};
  /** How many requests it hit. */
  fired = 0;

  constructor(private readonly seed: string) {}

  get faults(): FaultRule[] {
    return this.rules.map(({ rule }) => rule);
  }

  replaceFaults(body: Json): void {
    const rules = readRules(body);
    this.rules = [];
    this.append(rules);
  }

  addFaults(body: Json): void {
    this.append(readRules(body));
  }

  /** Takes each rule away that is the same as one of these; all of them where none is named. */
  removeFaults(body: Json): void {
    const gone = new Set(readRules(body).map(identity));
    this.rules = gone.size === 0 ? [] : this.rules.filter(({ rule }) => !gone.has(identity(rule)));
  }

  setEffects(body: Json): void {
    this.effects = readEffects(body);
  }

  before(view: FaultView): FaultEffect | undefined {
    const hit = this.rules.find(({ rule, random }) => fits(rule, view) && isDrawn(rule, random));
    if (hit === undefined) return undefined;
    const { statusCode = unavailable.statusCode, code = unavailable.code } = hit.rule.error ?? {};
    const message = `Operation failed due to a simulated fault`;
    return { kind: 'error', error: new AwsError(code, message, { status: statusCode }) };
  }

  tookEffect(): void {
    this.fired++;
  }

  private append(rules: readonly FaultRule[]): void {
    for (const rule of rules) {
      const key = `${rule.seed ?? `${this.seed}/${this.rules.length}`}`;
      this.rules.push({ rule, random: Random.from('chaos', key) });
    }
  }
}

function fits(rule: FaultRule, view: FaultView): boolean {
  const wanted = [
    [rule.region, view.region],
    [rule.service, view.service],
    [rule.operation, view.operation],
  ] as const;
  return wanted.every(([pattern, value]) => pattern === undefined || pattern === value);
}

function isDrawn({ probability = 1 }: FaultRule, random: Random): boolean {
  return probability >= 1 || random.unit() < probability;
}

/** Equal for rules that say the same, however they are written. */
function identity({ region, service, operation, probability = 1, error }: FaultRule): string {
  const { statusCode, code } = error ?? {};
  return JSON.stringify([region, service, operation, probability, statusCode, code]);
}

function readRules(body: Json): FaultRule[] {
  if (!Array.isArray(body)) throw bad('a list of rules', body);
  return body.map((rule) => {
    if (!isObject(rule)) throw bad('an object for each rule', rule);
    const unknown = Object.keys(rule).find((name) => !ruleFields.has(name));
    if (unknown !== undefined) throw bad(`only ${[...ruleFields].join(', ')} in a rule`, unknown);
    const { probability, seed, error } = rule;
    const { region, service, operation } = rule;
    if (
      probability !== undefined &&
      !(typeof probability === 'number' && probability >= 0 && probability <= 1)
    )
      throw bad('probability to be a number from 0 to 1', probability);
    if (seed !== undefined && typeof seed !== 'string' && typeof seed !== 'number')
      throw bad('seed to be a text or a number', seed);
    return {
      ...textField('region', region),
      ...textField('service', service),
      ...textField('operation', operation),
      ...(probability === undefined ? {} : { probability }),
      ...(error === undefined ? {} : { error: readError(error) }),
      ...(seed === undefined ? {} : { seed }),
    };
  });
}

function textField(name: string, value: Json | undefined): { [name: string]: string } {
  if (value === undefined) return {};
  if (typeof value !== 'string') throw bad(`${name} to be a text`, value);
  return { [name]: value };
}

function readError(error: Json): { statusCode?: number; code?: string } {
  if (!isObject(error)) throw bad('error to be an object', error);
  const { statusCode } = error;
  const isStatus = typeof statusCode === 'number' && Number.isInteger(statusCode);
  if (statusCode !== undefined && !(isStatus && statusCode >= 400 && statusCode <= 599))
    throw bad('statusCode to be a status from 400 to 599', statusCode);
  return { ...(isStatus ? { statusCode } : {}), ...textField('code', error['code']) };
}

function readEffects(body: Json): NetworkEffects {
  if (!isObject(body)) throw bad('an object', body);
  const unknown = Object.keys(body).find((name) => name !== 'latency');
  if (unknown !== undefined) throw bad('only latency', unknown);
  const { latency } = body;
  if (latency === undefined) return {};
  if (typeof latency !== 'number' || !(latency >= 0 && latency <= latencyMaxMs))
    throw bad(`latency to be milliseconds from 0 to ${latencyMaxMs}`, latency);
  return { latency };
}

function isObject(value: Json): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(expected: string, got: Json): StormError {
  return new StormError('STORM_BAD_INPUT', `Expected ${expected}, got ${JSON.stringify(got).slice(0, 100)}.`);
}
