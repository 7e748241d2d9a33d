import { sha256 } from '../../../kernel';
import { scalarText } from '../../../template';
import type { FileResource, FileType } from '../schema/file';
import { arnServices, ec2Forms, ec2Prefixes, forms, listForms } from './forms';
import { rendered, type Subject } from './rendering';

/** A resource whose attributes are wanted. */
export interface Described extends Subject {
  /** `AWS::EC2::VPC` without `AWS::`. */
  type: string;
  schema: FileResource;
  /** Attributes settled so far. */
  attributes: Record<string, unknown>;
  /** An attribute of a modelled resource that the properties name: the VPC of a subnet. */
  inherited(attribute: string): unknown;
}

/** Every attribute that the type offers to Fn::GetAtt. */
export function attributesOf(subject: Described): Record<string, unknown> {
  for (const name of subject.schema.a ?? []) attribute(subject, name);
  return subject.attributes;
}

/** One attribute, worked out when first asked for. */
export function attribute(subject: Described, name: string): unknown {
  if (!Object.hasOwn(subject.attributes, name)) {
    // Forms that name each other in a circle would show as this.
    subject.attributes[name] = '';
    subject.attributes[name] = worked(subject, name);
  }
  return subject.attributes[name];
}

function worked(subject: Described, name: string): unknown {
  const given = propertyAt(subject.request.properties, name);
  if (given !== undefined) return given;
  const form = formOf(subject.type, name);
  const type = subject.schema.w?.[name] ?? 's';
  const list = listForms[`${subject.type}.${name}`];
  if (list !== undefined) return list.map((one) => rendered(one, subject));
  if (form === undefined) return byType(subject, name, type);
  const text = rendered(form, subject);
  return type === 'i' || type === 'n' ? Number(text) : text;
}

/** The value of a property, `Endpoint.Address` of a nested one. */
export function propertyAt(properties: Readonly<Record<string, unknown>>, name: string): unknown {
  let value: unknown = properties;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.entries(value).find(([key]) => key === step)?.[1];
  }
  return value;
}

function formOf(type: string, name: string): string | undefined {
  const [service, kind = ''] = type.split('::');
  if (service !== 'EC2') return forms[`${type}.${name}`];
  const form = ec2Forms[`${kind}.${name}`];
  if (form !== undefined) return form;
  const prefix = ec2Prefixes[kind];
  const isOwn = name === 'Id' || name.toLowerCase() === `${kind}id`.toLowerCase();
  return prefix !== undefined && isOwn ? `${prefix}-{hex:17}` : undefined;
}

function byType(subject: Described, name: string, type: FileType): unknown {
  if (type === 'b') return false;
  if (type === 'i' || type === 'n') return numberFor(subject, name);
  if (type === 's') return textFor(subject, name);
  if (typeof type !== 'object') return {};
  if ('l' in type) return [];
  return 'e' in type ? (type.e.find((one) => good.test(one)) ?? type.e[0] ?? '') : {};
}

/** The value that a resource at rest shows, among those that its type allows. */
const good =
  /^(active|available|enabled|ready|created|create-complete|create_complete|running|completed|complete|successful|succeeded|success|deployed|verified|in_service|attached|issued|on|associated)$/i;

const moment = /(At|Time|Date|Timestamp|DateTime)$/;

function numberFor(subject: Described, name: string): number {
  if (identifies(subject, name)) return Number(rendered(`{digits:9:${name}}`, subject));
  if (moment.test(name)) return Math.floor(subject.request.nowMs / 1000);
  return /(Version|VersionNumber|Revision)$/.test(name) ? 1 : 0;
}

/** Whether it is part of the primary identifier, and so different for each resource. */
const identifies = ({ schema }: Described, name: string): boolean => schema.k?.includes(name) === true;

/** Texts by what their name says; the last resort is the attribute's name and what makes it this resource's. */
function textFor(subject: Described, name: string): string {
  const last = name.split('.').at(-1) ?? name;
  const { request } = subject;
  if (/^(VpcId|AvailabilityZone|AvailabilityZoneId)$/.test(last)) return placed(subject, last);
  if (/a(rn|RN)$|^A(rn|RN)$|Arn$|ARN$/.test(last)) return arnFor(subject, name);
  if (identifies(subject, name) && !/Account|Name$/.test(last)) return rendered(`{uuid:${name}}`, subject);
  if (/(^|Aws)AccountId$|Owner(Id|Account|AccountId)?$/.test(last)) return request.accountId;
  if (last === 'Region') return request.region;
  if (/(Status|State)$/.test(last)) return 'ACTIVE';
  if (moment.test(last)) return new Date(request.nowMs).toISOString();
  if (/(Message|Reason|Error|ErrorMessage)s?$/.test(last)) return '';
  if (/(Version|VersionNumber|Revision|VersionId)$/.test(last)) return '1';
  if (last === 'Port') return '443';
  if (/Ur[il]$|U[RL]+$/.test(last)) return `https://${hostFor(subject)}`;
  if (/(Endpoint|Address|DomainName|DNSName|DnsName|HostName|Dns)$/.test(last)) return hostFor(subject);
  if (last.endsWith('Name')) return shownName(subject);
  if (/(Id|ID|Uid|Uuid|UUID|Identifier)$/.test(last)) return rendered(`{uuid:${name}}`, subject);
  return rendered(`${last.toLowerCase()}-{hex:8:${name}}`, subject);
}

function shownName(subject: Described): string {
  const { properties } = subject.request;
  const kind = subject.type.split('::')[1] ?? '';
  return scalarText(properties[`${kind}Name`] ?? properties['Name']) ?? subject.name();
}

function hostFor(subject: Described): string {
  return rendered(`{lower:12:host}.${arnService(subject.type)}.{region}.{suffix}`, subject);
}

/** Where a thing lies: as the subnet or VPC that it names, else in the account's default VPC. */
function placed(subject: Described, name: string): string {
  const inherited = scalarText(subject.inherited(name));
  if (inherited !== undefined) return inherited;
  if (name === 'AvailabilityZone') return rendered('{zone}', subject);
  if (name === 'AvailabilityZoneId') return rendered('{zoneid}', subject);
  return defaultVpc(subject.request.accountId, subject.request.region);
}

/** Every account has a default VPC in each region. */
export function defaultVpc(accountId: string, region: string): string {
  return `vpc-${sha256(`default VPC of ${accountId} in ${region}`).slice(0, 17)}`;
}

/** The ARN of the resource itself, as IAM's reference writes it where it is known; or one of something that it has. */
function arnFor(subject: Described, name: string): string {
  const { schema, type } = subject;
  const kind = type.split('::')[1] ?? '';
  const isOwn = [
    `arn`,
    `${kind}arn`,
    'resourcearn',
    ...(schema.k ?? []).map((one) => one.toLowerCase()),
  ].includes(name.toLowerCase());
  const stem =
    name
      .split('.')
      .at(-1)
      ?.replace(/Arn$|ARN$/, '') ?? '';
  if (!isOwn) {
    const of = kebab(stem);
    return rendered(`arn:{partition}:${arnService(type)}:{region}:{account}:${of}/{uuid:${name}}`, subject);
  }
  if (schema.n === undefined)
    return rendered(
      `arn:{partition}:${arnService(type)}:{region}:{account}:${kebab(kind)}/${ownId(subject, name)}`,
      subject,
    );
  const known: Readonly<Record<string, string>> = {
    Partition: subject.request.partition,
    Region: subject.request.region,
    Account: subject.request.accountId,
  };
  return schema.n.replaceAll(
    /\$\{(\w+)\}/g,
    (_, variable: string) => known[variable] ?? idFor(subject, variable, name),
  );
}

/** A variable of an ARN's form: a property or attribute of that name, else what identifies the resource. */
function idFor(subject: Described, variable: string, asking: string): string {
  const given = scalarText(subject.request.properties[variable]);
  if (given !== undefined) return given;
  const own = (subject.schema.a ?? []).find(
    (one) => one !== asking && one.toLowerCase() === variable.toLowerCase(),
  );
  return own === undefined ? ownId(subject, asking) : (scalarText(attribute(subject, own)) ?? '');
}

/** The last part of the primary identifier that is no ARN, else the name. */
function ownId(subject: Described, asking: string): string {
  const ids = (subject.schema.k ?? []).filter(
    (one) => one !== asking && /(Name|Id|Identifier|Key|Number)$/.test(one),
  );
  const id = ids.at(-1);
  if (id === undefined) return subject.name();
  const given = scalarText(subject.request.properties[id]);
  if (given !== undefined) return given;
  return (subject.schema.a ?? []).includes(id) ? (scalarText(attribute(subject, id)) ?? '') : subject.name();
}

function arnService(type: string): string {
  const [namespace = ''] = type.split('::');
  return arnServices[namespace] ?? namespace.toLowerCase();
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}
