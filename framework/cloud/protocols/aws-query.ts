import type { ServiceModel } from '../models/model';
import { unknownOperation } from './aws-json';
import { parseForm, readForm, type FormNode } from './form-values';
import { bytesOf, splitPath, textOf, type HttpRequest, type HttpResponse } from './http';
import { isRecord } from './own-keys';
import { onTheWire } from './services-on-the-wire';
import { errorFacts, wireError, type WireError } from './wire-error';
import { escapeXml } from './xml-text';
import { xmlMember, xmlWriter } from './xml-values';

/** The fields of a query request: of its body when it is posted, else of its query string. */
export function queryForm(request: HttpRequest): FormNode {
  const form = request.body.length > 0 ? parseForm(textOf(request.body)) : undefined;
  return form?.children.has('Action') === true ? form : parseForm(splitPath(request.path)[1]);
}

/** The operation that the field `Action` names. */
export function queryOperation(model: ServiceModel, form: FormNode, request: HttpRequest): string {
  const action = form.children.get('Action')?.value;
  const lenient = onTheWire(model.service).lenientQuery === true;
  if (action === undefined || action === '') {
    if (lenient && request.headers['content-type'] === undefined) throw unknownOperation(model);
    throw wireError('MissingAction', 'The request must contain the parameter Action', 400);
  }
  const version = form.children.get('Version')?.value;
  const isHere = lenient
    ? queuePath(request) === undefined || !aboutNoQueue.has(action)
    : version === model.metadata.apiVersion;
  if (model.operation(action) === undefined || !isHere) {
    throw wireError(
      'InvalidAction',
      lenient
        ? `The action ${action} is not valid for this endpoint.`
        : `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
      400,
    );
  }
  return action;
}

/** SQS's operations that are refused at a queue's URL. */
const aboutNoQueue: ReadonlySet<string> = new Set(['CreateQueue', 'ListQueues']);

/** The path of a queue's URL, if the request went there. */
function queuePath(request: HttpRequest): string | undefined {
  const [path] = splitPath(request.path);
  return /^\/[^/]+\/[^/]+\/?$/.test(path) ? path.replace(/\/$/, '') : undefined;
}

/** Reads the fields as an operation's input. SQS's queue may be named by the path alone. */
export function readQuery(
  model: ServiceModel,
  operation: string,
  form: FormNode,
  request: HttpRequest,
): Record<string, unknown> {
  const name = model.operation(operation)?.input;
  if (name === undefined) return {};
  const shape = model.shape(name);
  const value = readForm(model, shape, form, '', 0);
  const input = isRecord(value) ? value : {};
  if (
    onTheWire(model.service).lenientQuery === true &&
    shape.members.has('QueueUrl') &&
    input['QueueUrl'] === undefined
  ) {
    const path = queuePath(request);
    if (path !== undefined) input['QueueUrl'] = `https://${request.host}${path}`;
  }
  return input;
}

/** Writes an operation's output: the wrapped result and the request's id. */
export function writeQuery(
  model: ServiceModel,
  operation: string,
  output: object,
  requestId: string,
): HttpResponse {
  const row = model.operation(operation);
  const inner = row?.output === undefined ? '' : xmlWriter(model, model.shape(row.output))(output);
  const wrapper = row?.resultWrapper;
  const result =
    wrapper === undefined ? inner : inner === '' ? `<${wrapper}/>` : `<${wrapper}>${inner}</${wrapper}>`;
  const metadata = `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata>`;
  const root = `${operation}Response`;
  return answer(200, `<${root}${namespaceOf(model)}>${result}${metadata}</${root}>`, requestId, {});
}

/** Writes an error, with the members that the model gives it. */
export function writeQueryError(model: ServiceModel, error: WireError, requestId: string): HttpResponse {
  // Without a service's words: no operation was found.
  if (error.code === 'UnknownOperationException') {
    return answer(error.status ?? 404, '<UnknownOperationException/>\n', requestId, { ...error.headers });
  }
  const facts = errorFacts(model, error);
  let fields = '';
  for (const member of facts.shape?.members.values() ?? []) {
    const value = error.fields?.[member.name];
    if (value !== undefined && value !== null) fields += xmlMember(model, member)(value);
  }
  const text = onTheWire(model.service).queryTexts?.[error.code] ?? error.message;
  const body =
    `<ErrorResponse${namespaceOf(model)}><Error><Type>${facts.fault === 'client' ? 'Sender' : 'Receiver'}</Type>` +
    `<Code>${escapeXml(facts.queryCode)}</Code>${text === '' ? '' : `<Message>${escapeXml(text)}</Message>`}${fields}</Error>` +
    `<RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`;
  return answer(facts.status, body, requestId, { ...error.headers });
}

function namespaceOf(model: ServiceModel): string {
  const uri = model.metadata.xmlNamespace;
  return uri === undefined ? '' : ` xmlns="${escapeXml(uri)}"`;
}

function answer(
  status: number,
  text: string,
  requestId: string,
  headers: Record<string, string>,
): HttpResponse {
  const body = bytesOf(text);
  headers['content-type'] = 'text/xml';
  headers['content-length'] = String(body.length);
  headers['x-amzn-requestid'] = requestId;
  return { status, headers, body };
}
