import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { codeSha256Differs } from '../errors';
import {
  qualifiedKey,
  versionKey,
  type FunctionVersion,
  type LambdaCall,
  type LambdaFunction,
  type State,
} from '../state';
import { completeLater, refuseWhileChanging } from './changes';
import { configurationOf, listedConfigurationOf } from './configuration';
import { requestedFunction } from './names';

const pageSize = 50;

/** Published versions: numbered copies of `$LATEST` that never change (aws-behaviour.md 1.10). */
export const versions: Operations<Lambda, State> = {
  publishVersion(input, call) {
    const fn = requestedFunction(input, call);
    refuseWhileChanging(fn, input.RevisionId);
    if (input.PublishTo !== undefined) call.notEmulated('lambda:PublishVersion with PublishTo');
    const { CodeSha256 } = input;
    if (CodeSha256 !== undefined && CodeSha256 !== '' && CodeSha256 !== fn.settings.code.sha256) {
      throw codeSha256Differs(CodeSha256, fn.settings.code.sha256);
    }
    const version = publish(fn, { description: input.Description, isReady: true }, call);
    return configurationOf(version, version.version);
  },

  listVersionsByFunction(input, call) {
    const fn = requestedFunction(input, call);
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const all: FunctionVersion[] = [fn];
    for (const [, version] of call.state.versions.prefix(qualifiedKey(fn.name, ''))) all.push(version);
    const first = input.Marker === undefined ? 0 : all.findIndex(({ version }) => version === input.Marker);
    const page = all.slice(first, first + size);
    const next = all[first + size];
    return {
      Versions: page.map((version) => listedConfigurationOf(version, version.version)),
      ...(next === undefined ? {} : { NextMarker: next.version }),
    };
  },
};

/**
 * Makes a version of what `$LATEST` is now; the newest version where nothing has changed since it was made.
 * What PublishVersion makes can be used at once; what comes with new code becomes ready with it.
 */
export function publish(
  fn: LambdaFunction,
  { description, isReady = false }: { description?: string | undefined; isReady?: boolean },
  call: LambdaCall,
): FunctionVersion {
  const newest =
    fn.published === undefined
      ? undefined
      : call.state.versions.get(versionKey(fn.name, fn.published.version));
  if (newest !== undefined && isEqual(fn.published?.settings, fn.settings)) return newest;
  const number = String(fn.versionsPublished + 1);
  const settings = { ...fn.settings, description: description ?? fn.settings.description };
  const version: FunctionVersion = {
    name: fn.name,
    arn: fn.arn,
    version: number,
    settings,
    inForce: settings,
    deployment: call.count('deployment'),
    state: isReady ? 'Active' : 'Pending',
    isUpdating: false,
    change: call.count('change'),
    lastModifiedAtMs: call.nowMs,
    revisionId: call.random('revision id').uuid(),
  };
  call.state.versions.set(versionKey(fn.name, number), version);
  call.state.functions.set(fn.name, {
    ...fn,
    versionsPublished: fn.versionsPublished + 1,
    revisionId: call.random('revision id').uuid(),
    published: { version: number, settings: fn.settings },
  });
  if (!isReady) completeLater(version, call);
  return version;
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
