/** What a trail records: selectors as AWS has them, basic and advanced. */
import type { AdvancedEventSelector, EventSelector as SelectorInput } from '@aws-sdk/client-cloudtrail';
import { invalidSelectors } from '../errors';
import { eventName, eventSource } from '../history/kinds';
import { resourcesOf } from '../history/resources-of-event';
import type {
  AdvancedSelector,
  EventSelector,
  FieldSelector,
  RecordedCall,
  Trail,
  TrailCall,
} from '../state';

/** What a trail records that was not told otherwise: all management events. */
export const everyManagementEvent: EventSelector = {
  readWriteType: 'All',
  includesManagement: true,
  dataResources: [],
  excludedSources: [],
};

/** Services whose calls are in every region's events. */
const globalServices = ['iam', 'sts'];

const dataTypes: Readonly<Record<string, string>> = {
  s3: 'AWS::S3::Object',
  lambda: 'AWS::Lambda::Function',
  dynamodb: 'AWS::DynamoDB::Table',
  sqs: 'AWS::SQS::Queue',
  sns: 'AWS::SNS::Topic',
};
const basicTypes = ['AWS::S3::Object', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table'];

export function wants(trail: Trail, record: RecordedCall): boolean {
  if (!trail.isMultiRegion && record.region !== trail.homeRegion) return false;
  if (!trail.includesGlobal && globalServices.includes(record.service)) return false;
  if (trail.advanced.length > 0) {
    return trail.advanced.some(({ fields }) => fields.every((field) => matches(field, record)));
  }
  return trail.selectors.some((selector) => selects(selector, record));
}

function selects(selector: EventSelector, record: RecordedCall): boolean {
  const { readWriteType } = selector;
  if (readWriteType !== 'All' && (readWriteType === 'ReadOnly') !== record.readOnly) return false;
  if (!record.isData) {
    return selector.includesManagement && !selector.excludedSources.includes(eventSource(record.service));
  }
  const type = dataTypes[record.service];
  return selector.dataResources.some(
    (resource) =>
      resource.type === type &&
      record.resources.some((arn) => resource.values.some((value) => arn.startsWith(value))),
  );
}

/** The value of an event's field, for advanced selectors. */
const fields: Readonly<Record<string, (record: RecordedCall) => readonly (string | undefined)[]>> = {
  eventCategory: ({ isData }) => [isData ? 'Data' : 'Management'],
  eventName: ({ service, operation }) => [eventName(service, operation)],
  eventSource: ({ service }) => [eventSource(service)],
  readOnly: ({ readOnly }) => [String(readOnly)],
  'resources.type': ({ service }) => [dataTypes[service]],
  'resources.ARN': ({ resources }) => resourcesOf(resources).map(({ arn }) => arn),
};

function matches(selector: FieldSelector, record: RecordedCall): boolean {
  const values = fields[selector.field]?.(record) ?? [];
  const some = (wanted: readonly string[], test: (value: string, text: string) => boolean): boolean =>
    values.some((value) => value !== undefined && wanted.some((text) => test(value, text)));
  const { equals, startsWith, endsWith, notEquals, notStartsWith, notEndsWith } = selector;
  const positive =
    some(equals, (value, text) => value === text) ||
    some(startsWith, (value, text) => value.startsWith(text)) ||
    some(endsWith, (value, text) => value.endsWith(text));
  const asksPositively = equals.length + startsWith.length + endsWith.length > 0;
  if (asksPositively && !positive) return false;
  return !(
    some(notEquals, (value, text) => value === text) ||
    some(notStartsWith, (value, text) => value.startsWith(text)) ||
    some(notEndsWith, (value, text) => value.endsWith(text))
  );
}

export function readSelectors(given: readonly SelectorInput[]): EventSelector[] {
  if (given.length === 0 || given.length > 5)
    throw invalidSelectors('A trail takes one to five event selectors.');
  return given.map(({ ReadWriteType = 'All', IncludeManagementEvents = true, ...rest }) => {
    const dataResources = (rest.DataResources ?? []).map(({ Type = '', Values = [] }) => ({
      type: Type,
      values: Values,
    }));
    for (const { type, values } of dataResources) {
      const isArns = values.every((value) => value.startsWith('arn:'));
      if (!basicTypes.includes(type) || !isArns) {
        throw invalidSelectors(`Value ${values.join()} for DataResources.Values is invalid.`);
      }
    }
    return {
      readWriteType: ReadWriteType,
      includesManagement: IncludeManagementEvents,
      dataResources,
      excludedSources: rest.ExcludeManagementEventSources ?? [],
    };
  });
}

/** Fields that are not known here are refused loudly: they would be ignored. */
export function readAdvanced(call: TrailCall, given: readonly AdvancedEventSelector[]): AdvancedSelector[] {
  return given.map(({ Name, FieldSelectors = [] }) => {
    const categories = FieldSelectors.find(({ Field }) => Field === 'eventCategory')?.Equals;
    if (categories === undefined) throw invalidSelectors('A field selector of eventCategory is required.');
    return {
      ...(Name === undefined ? {} : { name: Name }),
      fields: FieldSelectors.map((selector) => {
        const { Field = '' } = selector;
        if (!Object.hasOwn(fields, Field))
          call.notEmulated(`cloudtrail: event selectors of the field ${Field}`);
        return {
          field: Field,
          equals: selector.Equals ?? [],
          startsWith: selector.StartsWith ?? [],
          endsWith: selector.EndsWith ?? [],
          notEquals: selector.NotEquals ?? [],
          notStartsWith: selector.NotStartsWith ?? [],
          notEndsWith: selector.NotEndsWith ?? [],
        };
      }),
    };
  });
}

export const selectorOutput = (selector: EventSelector): SelectorInput => ({
  ReadWriteType: selector.readWriteType,
  IncludeManagementEvents: selector.includesManagement,
  DataResources: selector.dataResources.map(({ type, values }) => ({ Type: type, Values: [...values] })),
  ExcludeManagementEventSources: [...selector.excludedSources],
});

const some = (name: string, values: readonly string[]) =>
  values.length === 0 ? {} : { [name]: [...values] };

export const advancedOutput = ({ name, fields: selectors }: AdvancedSelector): AdvancedEventSelector => ({
  ...(name === undefined ? {} : { Name: name }),
  FieldSelectors: selectors.map((selector) => ({
    Field: selector.field,
    ...some('Equals', selector.equals),
    ...some('StartsWith', selector.startsWith),
    ...some('EndsWith', selector.endsWith),
    ...some('NotEquals', selector.notEquals),
    ...some('NotStartsWith', selector.notStartsWith),
    ...some('NotEndsWith', selector.notEndsWith),
  })),
});
