/** Properties of CloudFormation's IAM types, read. */
import { resourceTags, tagChanges, type ResourceRequest } from '../../../cloud/service';

export type Properties = Readonly<Record<string, unknown>>;

/** Text, or what a template may write in its place: a number or a boolean. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((each) => textOf(each) ?? []);

/** A policy document: CloudFormation takes an object, and text as well. */
export const documentText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? {});

const isRecord = (value: unknown): value is Properties => typeof value === 'object' && value !== null;

export interface NamedDocument {
  readonly name: string;
  readonly text: string;
}

/** `Policies` of a role, user or group. */
export function inlineOf({ Policies }: Properties): NamedDocument[] {
  return (Array.isArray(Policies) ? Policies : []).filter(isRecord).map((policy) => ({
    name: textOf(policy['PolicyName']) ?? '',
    text: documentText(policy['PolicyDocument']),
  }));
}

const isOwn = (name: string): boolean => !name.startsWith('aws:');

/** The resource's tags. AWS's own `aws:` tags cannot be set through the API and are left out. */
export const tagsOf = (request: ResourceRequest) =>
  resourceTags(request).list.filter(({ Key }) => isOwn(Key));

/** What an update does to them. */
export function tagChangesOf(request: ResourceRequest) {
  const { list, gone } = tagChanges(request);
  return { Tags: list.filter(({ Key }) => isOwn(Key)), TagKeys: gone.filter(isOwn) };
}

/** What an update has to take away and put in place. */
export function difference(before: readonly string[], after: readonly string[]) {
  return {
    removed: before.filter((each) => !after.includes(each)),
    added: after.filter((each) => !before.includes(each)),
  };
}
