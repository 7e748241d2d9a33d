import type { IAM } from '@aws-sdk/client-iam';
import { parsePolicy, type Operations, type PolicyDocument } from '../../../cloud/service';
import { checkDocument } from '../documents';
import { holderNotFound, invalidInput } from '../errors';
import { actorAt, groupNamed } from '../holders';
import { nameIn } from '../identifiers';
import { holderPolicies, policiesOf } from '../principals';
import type { IamCall, State } from '../state';

const variable = /\$\{([^}*?$'"]+:[^},]+)[^}]*\}/g;

/** Condition keys and policy variables that a document asks for, each once and in its order. */
function keysOf(documents: readonly PolicyDocument[]): string[] {
  const keys = documents.flatMap(({ Statement: statements }) =>
    statements.flatMap(({ Condition = {}, Resource = [], NotResource = [] }) => {
      const conditions = Object.values(Condition);
      const texts = [
        ...Resource,
        ...NotResource,
        ...conditions.flatMap((each) => Object.values(each).flat()),
      ];
      const variables = texts.flatMap((text) =>
        [...text.matchAll(variable)].map(([, name = '']) => name.trim()),
      );
      return [...conditions.flatMap((each) => Object.keys(each)), ...variables];
    }),
  );
  return [...new Set(keys)];
}

function documentsOf(arn: string, call: IamCall): PolicyDocument[] {
  if (arn.includes(':group/')) {
    const group = groupNamed(nameIn(arn), call);
    return holderPolicies('group', group, call).map(({ document }) => document);
  }
  const actor = actorAt(arn, call);
  if (actor === undefined) {
    if (!/:(user|role)\//.test(arn)) throw invalidInput(`Invalid Entity Arn: ${arn}`);
    throw holderNotFound(arn.includes(':role/') ? 'role' : 'user', nameIn(arn));
  }
  const kind = arn.includes(':role/') ? 'session' : 'user';
  const { identity } = policiesOf({ kind, arn, roleArn: arn, accountId: actor.accountId }, call);
  return identity.map(({ document }) => document);
}

const checked = (text: string): PolicyDocument => {
  checkDocument(text, 'inline');
  return parsePolicy(text);
};

export const contextKeys: Operations<IAM, State> = {
  getContextKeysForCustomPolicy: ({ PolicyInputList }) => ({
    ContextKeyNames: keysOf(PolicyInputList.map(checked)),
  }),

  getContextKeysForPrincipalPolicy: ({ PolicySourceArn, PolicyInputList = [] }, call) => ({
    ContextKeyNames: keysOf([...documentsOf(PolicySourceArn, call), ...PolicyInputList.map(checked)]),
  }),
};
