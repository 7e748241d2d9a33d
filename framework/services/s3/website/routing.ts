/** Where a website sends its visitors on to. */
import type { Condition, Redirect, WebsiteConfiguration } from '@aws-sdk/client-s3';

/** A request to a website. */
export interface Visit {
  /** As the visitor knows the site, with its port. */
  scheme: string;
  host: string;
  bucket: string;
  /** Of the path, decoded; '' for the root. */
  key: string;
  isHead: boolean;
}

export interface Onward {
  status: number;
  to: string;
}

const encoded = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

/** The first rule that holds for a key, before it is looked up (no `status`) or when that failed. */
export function ruleFor(
  { RoutingRules: rules = [] }: WebsiteConfiguration,
  visit: Visit,
  status?: number,
): Onward | undefined {
  const rule = rules.find(({ Condition: condition }) => holds(condition, visit.key, status));
  if (rule?.Redirect === undefined) return undefined;
  return {
    status: Number(rule.Redirect.HttpRedirectCode ?? 301),
    to: addressOf(rule.Redirect, rule.Condition?.KeyPrefixEquals ?? '', visit),
  };
}

function holds(condition: Condition | undefined, key: string, status: number | undefined): boolean {
  const { KeyPrefixEquals: prefix = '', HttpErrorCodeReturnedEquals: code } = condition ?? {};
  return key.startsWith(prefix) && code === (status === undefined ? undefined : String(status));
}

function addressOf(to: Redirect, prefix: string, { scheme, host, key }: Visit): string {
  const { ReplaceKeyWith: whole, ReplaceKeyPrefixWith: start } = to;
  const next = whole ?? (start === undefined ? key : `${start}${key.slice(prefix.length)}`);
  return `${to.Protocol ?? scheme}://${to.HostName ?? host}/${encoded(next)}`;
}

/** A site that is another one, or a directory without its slash. */
export function elsewhere(
  { RedirectAllRequestsTo: all }: WebsiteConfiguration,
  visit: Visit,
): Onward | undefined {
  if (all?.HostName === undefined) return undefined;
  return { status: 301, to: `${all.Protocol ?? visit.scheme}://${all.HostName}/${encoded(visit.key)}` };
}

export const asDirectory = ({ key }: Visit): Onward => ({ status: 302, to: `/${encoded(key)}/` });
