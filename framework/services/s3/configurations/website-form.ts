/** The form of a website configuration, in the order in which S3 looks at it. */
import type { RoutingRule, WebsiteConfiguration } from '@aws-sdk/client-s3';
import * as errors from '../errors';

export function checkWebsite(site: WebsiteConfiguration): void {
  const { IndexDocument: index, ErrorDocument: error, RedirectAllRequestsTo: elsewhere } = site;
  if (elsewhere !== undefined) {
    if (index !== undefined || error !== undefined || site.RoutingRules !== undefined) {
      throw errors.invalidArgument(
        'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
        'RedirectAllRequestsTo',
        'not null',
      );
    }
    if (elsewhere.HostName === undefined) throw errors.malformedXml();
    checkProtocol(elsewhere.Protocol);
    return;
  }
  if (index === undefined) {
    throw errors.invalidArgument(
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
      'IndexDocument',
      'null',
    );
  }
  if (index.Suffix === undefined || index.Suffix === '' || index.Suffix.includes('/')) {
    throw errors.invalidArgument(
      'The IndexDocument Suffix is not well formed',
      'IndexDocument',
      index.Suffix ?? '',
    );
  }
  if (error !== undefined && (error.Key === undefined || error.Key === '')) throw errors.malformedXml();
  for (const rule of site.RoutingRules ?? []) checkRule(rule);
}

function checkProtocol(protocol: string | undefined): void {
  if (protocol === undefined || protocol === 'http' || protocol === 'https') return;
  throw errors.invalidRequest(
    'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.',
  );
}

function checkRule({ Redirect: redirect, Condition: condition }: RoutingRule): void {
  if (redirect === undefined) throw errors.malformedXml();
  checkProtocol(redirect.Protocol);
  if (redirect.ReplaceKeyPrefixWith !== undefined && redirect.ReplaceKeyWith !== undefined) {
    throw errors.invalidRequest('You can only define ReplaceKeyPrefix or ReplaceKey but not both.');
  }
  if (condition === undefined) return;
  if (condition.KeyPrefixEquals === undefined && condition.HttpErrorCodeReturnedEquals === undefined) {
    throw errors.invalidRequest(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    );
  }
}
