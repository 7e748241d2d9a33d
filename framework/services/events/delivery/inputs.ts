/** What a target gets: the event, a part of it, a constant, or what a transformer makes of it. */
import { template } from '../../../cloud/service';
import type { BusEvent, Rule, Target } from '../state';

const { isRecord } = template;

const placeholder = /<([\w.-]+)>/g;

/** Names between angle brackets. */
export const placeholders = (text: string): string[] =>
  [...text.matchAll(placeholder)].map(([, name = '']) => name);

/** `$.detail.items[0].id`; undefined where nothing is there. */
function atPath(event: unknown, path: string): unknown {
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]'"]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, event);
}

function predefined(name: string, event: BusEvent, rule: Rule, nowMs: number): unknown {
  switch (name) {
    case 'aws.events.rule-arn':
      return rule.arn;
    case 'aws.events.rule-name':
      return rule.name;
    case 'aws.events.event.ingestion-time':
      return new Date(nowMs).toISOString();
    case 'aws.events.event.json':
      return event;
    case 'aws.events.event': {
      // As AWS writes it: without the detail, and with a name in camel case.
      const { id, account, time, source, region, resources, version, 'detail-type': detailType } = event;
      return { id, account, detailType, time, source, region, resources, version };
    }
    default:
      return undefined;
  }
}

/**
 * A template with values filled in. Within quotes a value stands as text; elsewhere as JSON, so that objects need no
 * quotes and texts get theirs. What is not there is an empty text.
 */
function filled(text: string, valueOf: (name: string) => unknown): string {
  const isJson = /^\s*[{[]/.test(text);
  let isQuoted = false;
  let result = '';
  let at = 0;
  for (const match of text.matchAll(placeholder)) {
    const before = text.slice(at, match.index);
    for (const sign of before.replaceAll(/\\./g, '').match(/"/g) ?? [])
      isQuoted = sign === '"' ? !isQuoted : isQuoted;
    const value = valueOf(match[1] ?? '');
    const plain = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    const escaped = JSON.stringify(plain).slice(1, -1);
    result += before;
    if (isQuoted) result += escaped;
    else if (isJson) result += value === undefined ? '""' : JSON.stringify(value);
    else result += plain;
    at = match.index + match[0].length;
  }
  return result + text.slice(at);
}

export function inputFor(target: Target, rule: Rule, event: BusEvent, nowMs: number): string {
  const { input, inputPath, transformer } = target;
  if (input !== undefined) return input;
  if (inputPath !== undefined) return JSON.stringify(atPath(event, inputPath) ?? {});
  if (transformer === undefined) return JSON.stringify(event);
  const text = filled(transformer.template, (name) => {
    const path = Object.hasOwn(transformer.paths, name) ? transformer.paths[name] : undefined;
    return path === undefined ? predefined(name, event, rule, nowMs) : atPath(event, path);
  });
  return text;
}
