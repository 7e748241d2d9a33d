import type { SSM } from '@aws-sdk/client-ssm';
import type { Access, Permissions } from '../../cloud/service';
import { arnOf, findParameter, selected } from './parameters/names';
import type { SsmCall, State } from './state';

function on(action: string, name: string, call: SsmCall, more: Access['context'] = {}): Access {
  const tags = Object.entries(findParameter(call, name)?.tags ?? {});
  const context = Object.fromEntries(
    tags.flatMap(([key, value]) => [
      [`aws:resourcetag/${key.toLowerCase()}`, value],
      [`ssm:resourcetag/${key.toLowerCase()}`, value],
    ]),
  );
  return {
    action: `ssm:${action}`,
    resource: arnOf(call, selected(call, name).name),
    context: { ...context, ...more },
  };
}

const onName =
  (action: string) =>
  ({ Name }: { Name: string }, call: SsmCall): Access =>
    on(action, Name, call);

const onNames =
  (action: string) =>
  ({ Names }: { Names: string[] }, call: SsmCall): Access[] =>
    Names.map((name) => on(action, name, call));

const onResource =
  (action: string) =>
  ({ ResourceId }: { ResourceId: string }, call: SsmCall): Access =>
    on(action, ResourceId, call);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export const permissions: Permissions<SSM, State> = {
  addTagsToResource: onResource('AddTagsToResource'),
  deleteParameter: onName('DeleteParameter'),
  deleteParameters: onNames('DeleteParameters'),
  getParameter: onName('GetParameter'),
  getParameterHistory: onName('GetParameterHistory'),
  getParameters: onNames('GetParameters'),
  getParametersByPath: ({ Path, Recursive = false }, call) => ({
    action: 'ssm:GetParametersByPath',
    resource: arnOf(call, Path.replace(/(.)\/$/, '$1')),
    context: { 'ssm:recursive': Recursive },
  }),
  labelParameterVersion: onName('LabelParameterVersion'),
  listTagsForResource: onResource('ListTagsForResource'),
  putParameter: ({ Name, Overwrite = false, Tags = [] }, call) => [
    on('PutParameter', Name, call, {
      'ssm:overwrite': Overwrite,
      ...Object.fromEntries(
        Tags.map(({ Key = '', Value = '' }) => [`aws:requesttag/${Key.toLowerCase()}`, Value]),
      ),
    }),
    ...(Tags.length === 0 ? [] : [on('AddTagsToResource', Name, call)]),
  ],
  removeTagsFromResource: onResource('RemoveTagsFromResource'),
  unlabelParameterVersion: onName('UnlabelParameterVersion'),
};
