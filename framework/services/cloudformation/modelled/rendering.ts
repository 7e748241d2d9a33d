import { availabilityZones, urlSuffixOf, type Random, type ResourceRequest } from '../../../cloud/service';
import { scalarText } from '../../../template';

/** What a form's placeholders are filled from. */
export interface Subject {
  request: Pick<
    ResourceRequest,
    'accountId' | 'region' | 'partition' | 'nowMs' | 'stackName' | 'logicalId' | 'properties'
  >;
  random: Random;
  /** The resource's name, given or generated. */
  name(): string;
  attribute(name: string): string;
  /** Counts up from 1, for each label apart. */
  count(label: string): number;
  /** What has been drawn for this resource, by placeholder. */
  drawn: Map<string, string>;
}

const alphabets: Readonly<Record<string, string>> = {
  hex: '0123456789abcdef',
  digits: '0123456789',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  alpha: 'abcdefghijklmnopqrstuvwxyz',
  mixed: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
};

const ports: readonly [engine: RegExp, port: string][] = [
  [/postgres/, '5432'],
  [/sqlserver/, '1433'],
  [/oracle/, '1521'],
  [/db2/, '50000'],
];

/** Changes of a value, by the name after `>`. */
const changes: Readonly<Record<string, (value: string) => string>> = {
  scheme: (protocol) => (protocol === 'WEBSOCKET' ? 'wss' : 'https'),
  last: (path) => path.split('/').at(-1) ?? path,
  listener: (arn) => arn.replace(':loadbalancer/', ':listener/'),
  rule: (arn) => arn.replace(':listener/', ':listener-rule/'),
  balancer: (type) => ({ application: 'app', network: 'net', gateway: 'gwy' })[type] ?? 'app',
  bus: (bus) => (bus === '' || bus === 'default' ? '' : `${bus.split('/').at(-1)}/`),
  host: (url) => url.replace(/^https?:\/\//, ''),
  function: (name) => name.split(':function:').at(-1) ?? name,
  attachment: (vpnGateway) => (vpnGateway === '' ? 'IGW' : 'VGW'),
  dbport: (engine) => ports.find(([pattern]) => pattern.test(engine))?.[1] ?? '3306',
  dns: (service) => service.split('.').toReversed().slice(0, 2).join('.'),
};

/** Fills a form's placeholders; see forms.ts. */
export function rendered(form: string, subject: Subject): string {
  let text = '';
  let at = 0;
  for (;;) {
    const start = form.indexOf('{', at);
    if (start === -1) return text + form.slice(at);
    const end = closing(form, start);
    text += form.slice(at, start) + value(form.slice(start + 1, end), subject);
    at = end + 1;
  }
}

function closing(form: string, start: number): number {
  let depth = 0;
  for (let at = start; at < form.length; at++) {
    if (form[at] === '{') depth++;
    if (form[at] === '}') depth--;
    if (depth === 0) return at;
  }
  throw new RangeError(`The form ${form} has an open placeholder.`);
}

function value(placeholder: string, subject: Subject): string {
  if (placeholder.startsWith('.')) return property(placeholder.slice(1), subject);
  if (placeholder.startsWith('@')) return subject.attribute(placeholder.slice(1));
  return known(placeholder, subject) ?? drawn(placeholder, subject);
}

/** `Name`, `Name|otherwise`, `Name|otherwise>change`. */
function property(placeholder: string, subject: Subject): string {
  const [, name = '', otherwise = '', change] = /^(\w+)(?:\|(.*?))?(?:>(\w+))?$/.exec(placeholder) ?? [];
  const given = scalarText(subject.request.properties[name]);
  const text = given ?? rendered(otherwise, subject);
  return change === undefined ? text : (changes[change]?.(text) ?? text);
}

function known(placeholder: string, subject: Subject): string | undefined {
  const { region, accountId, partition, nowMs, stackName, logicalId } = subject.request;
  const [zone = `${region}a`] = availabilityZones(region);
  switch (placeholder) {
    case 'name':
      return subject.name();
    case 'account':
      return accountId;
    case 'region':
      return region;
    case 'partition':
      return partition;
    case 'suffix':
      return urlSuffixOf(region);
    case 'zone':
      return zone;
    case 'zonecode':
      return shortRegion(region);
    case 'zoneid':
      return `${shortRegion(region)}-az1`;
    case 'iso':
      return new Date(nowMs).toISOString();
    case 'stack':
      return stackName;
    case 'logical':
      return logicalId;
    default:
      return undefined;
  }
}

/** `us-east-1` is `use1` in names of caches and zones. */
function shortRegion(region: string): string {
  const [area = '', way = '', number = ''] = region.split(/-(?=[^-]+-\d+$)|-(?=\d+$)/);
  const short: Record<string, string> = {
    northeast: 'ne',
    northwest: 'nw',
    southeast: 'se',
    southwest: 'sw',
  };
  return `${area.replaceAll('-', '')}${short[way] ?? way.slice(0, 1)}${number}`;
}

function drawn(placeholder: string, subject: Subject): string {
  if (placeholder.startsWith('count:')) return counted(placeholder, subject);
  const [kind = '', length = '0', ...label] = placeholder.split(':');
  const isPublic = kind.startsWith('public');
  const isAddress = /^(public)?ip(dashes)?$/.test(kind);
  const key = isAddress
    ? [isPublic ? 'public ip' : 'ip', length].join(':')
    : [kind, length, ...label].join(':');
  let text = subject.drawn.get(key);
  if (text === undefined) {
    text = isAddress ? address(isPublic, subject.random) : characters(kind, Number(length), subject.random);
    subject.drawn.set(key, text);
  }
  return kind.endsWith('dashes') ? text.replaceAll('.', '-') : text;
}

function counted(placeholder: string, subject: Subject): string {
  const known = subject.drawn.get(placeholder);
  if (known !== undefined) return known;
  const next = String(subject.count(value(placeholder.slice('count:'.length), subject)));
  subject.drawn.set(placeholder, next);
  return next;
}

/** Public ones lie in the block that is kept for documentation. */
function address(isPublic: boolean, random: Random): string {
  return isPublic
    ? `203.0.113.${random.between(1, 254)}`
    : `10.0.${random.between(0, 255)}.${random.between(4, 250)}`;
}

function characters(kind: string, length: number, random: Random): string {
  if (kind === 'uuid') return random.uuid();
  const alphabet = alphabets[kind];
  if (alphabet === undefined) throw new RangeError(`Forms know no {${kind}}.`);
  return random.text(length, alphabet);
}
