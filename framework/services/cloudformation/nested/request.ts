import { isMap, scalarText } from '../../../template';
import type { ConfigurationInput } from '../stacks/configuration';
import type { StackConfiguration } from '../state';

/** What the resource of a nested stack asks for: its template's address, and what its parent hands on. */
export function nestedRequest(
  parent: Pick<StackConfiguration, 'tags' | 'capabilities'>,
  properties: Readonly<Record<string, unknown>>,
): { url: string; input: ConfigurationInput } {
  const { TemplateURL, Parameters, NotificationARNs, Tags } = properties;
  const own = Array.isArray(Tags) ? Tags.filter(isMap) : [];
  const tags = {
    ...parent.tags,
    ...Object.fromEntries(own.map(({ Key, Value }) => [scalarText(Key) ?? '', scalarText(Value) ?? ''])),
  };
  return {
    url: String(TemplateURL),
    input: {
      Parameters: Object.entries(isMap(Parameters) ? Parameters : {}).map(([ParameterKey, value]) => ({
        ParameterKey,
        ParameterValue: scalarText(value) ?? '',
      })),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      Capabilities: parent.capabilities,
      ...(Array.isArray(NotificationARNs) ? { NotificationARNs: NotificationARNs.map(String) } : {}),
    },
  };
}
