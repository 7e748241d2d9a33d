import type { ServiceModel } from '../../../framework/cloud/protocols';

/** An operation as the SDK's runtime schemas have it. */
export interface SdkOperation {
  name: string;
  http: [method: string, uri: string, status: number] | undefined;
  members: string[];
  required: string[];
}

/** An error as the SDK's runtime schemas have it. */
export interface SdkError {
  name: string;
  queryCode: string | undefined;
  status: number;
  server: boolean;
}

/**
 * Reads the schemas that an SDK client package exports (`PutItem$`, `QueueDoesNotExist$`).
 *
 * Their layout is the SDK's own: operation `[9, namespace, name, traits, input, output]`, structure
 * `[3 | -3 error | 4 union, namespace, name, traits, member names, member schemas, number of required]` with
 * the required members first.
 */
export function sdkSchemas(exports: object): { operations: SdkOperation[]; errors: SdkError[] } {
  const operations: SdkOperation[] = [];
  const errors: SdkError[] = [];
  for (const [key, schema] of Object.entries(exports)) {
    if (!key.endsWith('$') || !Array.isArray(schema)) continue;
    const [kind, , name, traits] = schema;
    if (kind === 9) operations.push(operationOf(String(name), record(traits), resolved(schema[4])));
    if (kind === -3 && !String(name).endsWith('ServiceException'))
      errors.push(errorOf(String(name), record(traits)));
  }
  return { operations, errors };
}

function record(traits: unknown): Record<string, unknown> {
  return typeof traits === 'object' && traits !== null ? { ...traits } : {};
}

function resolved(schema: unknown): unknown {
  return typeof schema === 'function' ? schema() : schema;
}

function operationOf(name: string, traits: Record<string, unknown>, input: unknown): SdkOperation {
  const members: unknown[] = Array.isArray(input) && Array.isArray(input[4]) ? input[4] : [];
  const required = Array.isArray(input) && typeof input[6] === 'number' ? input[6] : 0;
  const http: unknown = traits['http'];
  return {
    name,
    http: Array.isArray(http) ? [String(http[0]), String(http[1]), Number(http[2])] : undefined,
    members: members.map(String),
    required: members.slice(0, required).map(String),
  };
}

function errorOf(name: string, traits: Record<string, unknown>): SdkError {
  const query = traits['awsQueryError'];
  const server = traits['error'] === 'server';
  const status = Array.isArray(query) ? query[1] : traits['httpError'];
  return {
    name,
    queryCode: Array.isArray(query) ? String(query[0]) : undefined,
    status: typeof status === 'number' ? status : server ? 500 : 400,
    server,
  };
}

/** The same facts of our model. */
export function ourOperation(model: ServiceModel, name: string): SdkOperation | undefined {
  const operation = model.operation(name);
  if (operation === undefined) return undefined;
  const shape = operation.input === undefined ? undefined : model.shape(operation.input);
  return {
    name,
    http: [operation.method, operation.uri, operation.status],
    members: [...(shape?.members.keys() ?? [])],
    required: [...(shape?.required ?? [])],
  };
}

/**
 * The XML names that the SDK gives to structures (`Name`) and to members (`Name.member`) where they differ
 * from the plain ones.
 */
export function sdkXmlNames(exports: object): Map<string, string> {
  const names = new Map<string, string>();
  for (const [key, schema] of Object.entries(exports)) {
    if (!key.endsWith('$') || !Array.isArray(schema) || ![3, -3, 4].includes(schema[0])) continue;
    const [, , name, traits, members, schemas] = schema;
    const root = record(traits)['xmlName'];
    if (typeof root === 'string') names.set(String(name), root);
    if (!Array.isArray(members) || !Array.isArray(schemas)) continue;
    for (const [index, member] of members.entries()) {
      const inner: unknown = schemas[index];
      const xmlName = Array.isArray(inner) ? record(inner[1])['xmlName'] : undefined;
      if (typeof xmlName === 'string') names.set(`${String(name)}.${String(member)}`, xmlName);
    }
  }
  return names;
}
