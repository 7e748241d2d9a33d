/** POST Object: a form's upload, which becomes a PutObject (S3 API, "POST Object"). */
import {
  AwsError,
  pathStyle,
  type Fronted,
  type HttpRequest,
  type HttpResponse,
  type Input,
} from '../../../cloud/service';
import type { S3 } from '@aws-sdk/client-s3';
import * as errors from '../errors';
import { writeAccess } from '../permissions';
import type { S3Call } from '../state';
import { errorAnswer, xmlDocument } from '../xml-document';
import { readForm, type UploadForm } from './form';
import { checkPolicy } from './post-policy';

type PutInput = Input<S3, 'putObject'>;

const isBucket = /^\/[^/]+\/?$/;

/** What a form uploads; undefined where the request is no form. */
export function postedForm(request: HttpRequest, call: S3Call): Fronted | undefined {
  const type = request.headers['content-type'] ?? '';
  const [path = '', query] = pathStyle(request.host, request.path).split('?');
  const isForm = /^multipart\/form-data/i.test(type);
  // Every other operation that is a POST says which one it is in its query.
  if (request.method !== 'POST' || !(isForm || (query === undefined && isBucket.test(path))))
    return undefined;
  const bucket = decodeURIComponent(path.replace(/^\/|\/$/g, ''));
  const form = readForm(type, request.body);
  const base = `${request.origin ?? `http://${request.host}`}${request.path.split('?')[0] ?? ''}`.replace(
    /\/$/,
    '',
  );
  const whole = (input: PutInput, fields: UploadForm['fields']): Fronted['answer'] => {
    return (outcome) => answerOf({ input, fields, base }, outcome, call);
  };
  try {
    if (!isForm) {
      throw errors.preconditionFailed('Bucket POST must be of the enclosure-type multipart/form-data');
    }
    if (form === undefined) throw errors.malformedForm();
    const input = readInput(bucket, form, call);
    return {
      operation: 'PutObject',
      input,
      accesses: writeAccess(input, call),
      answer: whole(input, form.fields),
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const input = { Bucket: bucket, Key: '' };
    return { operation: 'PutObject', input, accesses: [], refusal: error, answer: whole(input, new Map()) };
  }
}

function readInput(bucket: string, { fields, file }: UploadForm, call: S3Call): PutInput {
  const key = fields.get('key');
  if (key === undefined) {
    throw missingField('key');
  }
  if (file === undefined) {
    throw errors.invalidArgument('POST requires exactly one file upload per request.', 'file', '0');
  }
  checkSigned(fields);
  const policy = fields.get('policy');
  if (policy !== undefined) {
    checkPolicy(policy, new Map([...fields, ['bucket', bucket]]), file.bytes.length, call.nowMs);
  }
  return {
    Bucket: bucket,
    Key: file.name === undefined ? key : key.replaceAll('${filename}', file.name),
    Body: file.bytes,
    ...headersOf(fields, call),
  };
}

const version4 = ['policy', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature'];
const version2 = ['policy', 'AWSAccessKeyId', 'Signature'];

/** A form is signed with all that belongs to a signature, or not at all. */
function checkSigned(fields: UploadForm['fields']): void {
  for (const names of [version4, version2]) {
    const isMeant = names.some((name) => name !== 'policy' && fields.has(name.toLowerCase()));
    const missing = names.find((name) => !fields.has(name.toLowerCase()));
    if (isMeant && missing !== undefined) throw missingField(missing);
  }
}

const missingField = (name: string): AwsError =>
  errors.invalidArgument(
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    name,
    '',
  );

/** Fields that say who uploads, or what to answer. */
const others =
  /^(key|policy|bucket|file|signature|awsaccesskeyid|success_action_status|success_action_redirect|redirect|submit|x-amz-(algorithm|credential|date|signature|security-token)|x-ignore-.*)$/;

const headerMembers = {
  acl: 'ACL',
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-type': 'ContentType',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  'x-amz-server-side-encryption-customer-key': 'SSECustomerKey',
  'x-amz-server-side-encryption-customer-key-md5': 'SSECustomerKeyMD5',
  'x-amz-website-redirect-location': 'WebsiteRedirectLocation',
  'x-amz-checksum-algorithm': 'ChecksumAlgorithm',
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-crc32c': 'ChecksumCRC32C',
  'x-amz-checksum-crc64nvme': 'ChecksumCRC64NVME',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
} as const;

function headersOf(fields: UploadForm['fields'], call: S3Call): Partial<PutInput> {
  const Metadata: Record<string, string> = {};
  const headers: Partial<PutInput> = { Metadata };
  for (const [name, value] of fields) {
    const member = Object.entries(headerMembers).find(([known]) => known === name)?.[1];
    if (member !== undefined) Object.assign(headers, { [member]: value });
    else if (name.startsWith('x-amz-meta-')) Metadata[name.slice('x-amz-meta-'.length)] = value;
    else if (name === 'tagging') headers.Tagging = tagsOf(value);
    else if (name === 'expires' && !Number.isNaN(Date.parse(value))) headers.Expires = new Date(value);
    else if (!others.test(name) && (name.startsWith('x-amz-') || name === 'expires')) {
      call.notEmulated(`s3:PostObject with the field ${name}`);
    }
  }
  return headers;
}

/** Tags come as an XML document in a form, and as a query string in a header; a document without any has none. */
function tagsOf(xml: string): string {
  const tags = new URLSearchParams();
  for (const [, key = '', value = ''] of xml.matchAll(/<Key>([^<]*)<\/Key>\s*<Value>([^<]*)<\/Value>/g)) {
    tags.append(key, value);
  }
  if (!/^\s*<([^\s>/]+)[^>]*>[^]*<\/\1>\s*$/.test(xml.replace(/^\s*<\?[^>]*\?>/, '')))
    throw errors.malformedXml();
  return tags.toString();
}

function answerOf(
  { input, fields, base }: { input: PutInput; fields: UploadForm['fields']; base: string },
  { output, error }: { output?: object; error?: Error },
  call: S3Call,
): HttpResponse {
  const { requestId } = call;
  const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId };
  if (error !== undefined) return errorAnswer(error, call);
  const etag = String(output === undefined ? '' : Reflect.get(output, 'ETag'));
  const { Bucket, Key } = input;
  const location = `${base}/${encodeURIComponent(Key)}`;
  const made = { 'x-amz-request-id': requestId, etag, location };
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket: Bucket, key: Key, etag })) {
      target.searchParams.append(name, value);
    }
    return { status: 303, headers: { ...made, location: target.toString() }, body: Buffer.alloc(0) };
  }
  const status = fields.get('success_action_status');
  if (status === '201') {
    const body = xmlDocument('PostResponse', { Location: location, Bucket, Key, ETag: etag });
    return { status: 201, headers: { ...made, ...headers }, body };
  }
  return { status: status === '200' ? 200 : 204, headers: made, body: Buffer.alloc(0) };
}
