import type { CodeSigningConfig as ShownConfig, Lambda } from '@aws-sdk/client-lambda';
import { AwsError, formatArn, type Operations } from '../../../cloud/service';
import { notFound } from '../errors';
import { momentOf } from '../functions/configuration';
import type { LambdaCall, LambdaFunction, State } from '../state';
import type { CodeSigningConfig } from './state';

const idAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const idLength = 17;
const pageSize = 50;

/** Who may have signed what functions are deployed from, and what becomes of the rest. */
export const codeSigningConfigs: Operations<Lambda, State> = {
  createCodeSigningConfig(input, call) {
    const id = `csc-${call.random('code signing config').text(idLength, idAlphabet)}`;
    const { partition, region, accountId } = call;
    const resource = `code-signing-config:${id}`;
    const config: CodeSigningConfig = {
      id,
      arn: formatArn({ partition, service: 'lambda', region, accountId, resource }),
      description: input.Description ?? '',
      publishers: [...(input.AllowedPublishers.SigningProfileVersionArns ?? [])],
      policy: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? 'Warn',
      tags: input.Tags ?? {},
      lastModifiedAtMs: call.nowMs,
    };
    call.state.signingConfigs.set(config.arn, config);
    return { CodeSigningConfig: shown(config) };
  },

  updateCodeSigningConfig(input, call) {
    const old = configAt(input.CodeSigningConfigArn, call);
    const config: CodeSigningConfig = {
      ...old,
      description: input.Description ?? old.description,
      publishers: [...(input.AllowedPublishers?.SigningProfileVersionArns ?? old.publishers)],
      policy: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? old.policy,
      lastModifiedAtMs: call.nowMs,
    };
    call.state.signingConfigs.set(config.arn, config);
    return { CodeSigningConfig: shown(config) };
  },

  getCodeSigningConfig: ({ CodeSigningConfigArn }, call) => ({
    CodeSigningConfig: shown(configAt(CodeSigningConfigArn, call)),
  }),

  deleteCodeSigningConfig({ CodeSigningConfigArn }, call) {
    const { arn } = configAt(CodeSigningConfigArn, call);
    if (functionsOf(arn, call).length > 0) {
      throw new AwsError(
        'ResourceConflictException',
        'Code signing configuration cannot be deleted because it is being used by functions.',
        { status: 409, fields: { Type: 'User' } },
      );
    }
    call.state.signingConfigs.delete(arn);
    return {};
  },

  listCodeSigningConfigs(input, call) {
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const page: ShownConfig[] = [];
    for (const [arn, config] of call.state.signingConfigs.range({ from: input.Marker ?? '' })) {
      if (page.length >= size) return { CodeSigningConfigs: page, NextMarker: arn };
      page.push(shown(config));
    }
    return { CodeSigningConfigs: page };
  },

  listFunctionsByCodeSigningConfig(input, call) {
    const { arn } = configAt(input.CodeSigningConfigArn, call);
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const all = functionsOf(arn, call).filter(({ name }) => name >= (input.Marker ?? ''));
    const next = all[size];
    return {
      FunctionArns: all.slice(0, size).map((fn) => fn.arn),
      ...(next === undefined ? {} : { NextMarker: next.name }),
    };
  },
};

export function configAt(arn: string, call: LambdaCall): CodeSigningConfig {
  const config = call.state.signingConfigs.get(arn);
  if (config !== undefined) return config;
  // Unlike Lambda's other errors this one does not say whose fault it is.
  throw new AwsError(
    'ResourceNotFoundException',
    `The Lambda code signing configuration ${arn} can not be found.`,
    { status: 404, fields: { Type: undefined } },
  );
}

function functionsOf(arn: string, call: LambdaCall): LambdaFunction[] {
  return [...call.state.functions.values()].filter(({ signingConfigArn }) => signingConfigArn === arn);
}

function shown({
  id,
  arn,
  description,
  publishers,
  policy,
  lastModifiedAtMs,
}: CodeSigningConfig): ShownConfig {
  return {
    CodeSigningConfigId: id,
    CodeSigningConfigArn: arn,
    Description: description,
    AllowedPublishers: { SigningProfileVersionArns: [...publishers] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
    LastModified: momentOf(lastModifiedAtMs),
  };
}

/** The tags of one, and how to keep others. */
export function taggedConfig(arn: string, call: LambdaCall) {
  const config = call.state.signingConfigs.get(arn);
  if (config === undefined) throw notFound(`Code signing config not found: ${arn}`);
  const keep = (tags: Record<string, string>): void => {
    call.state.signingConfigs.set(arn, { ...config, tags });
  };
  return { tags: config.tags, keep };
}
