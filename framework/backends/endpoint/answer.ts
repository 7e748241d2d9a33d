import type { HttpResponse } from '../../cloud/protocols';

/** How an answer failed, in the words of the cloud that gave it. */
export interface Failed {
  code: string;
  message: string;
}

/** Code and message of an answer that is an error, whichever protocol it is written in. */
export function failureOf({ status, headers, body }: HttpResponse): Failed | undefined {
  if (status < 400) return undefined;
  const text = Buffer.from(body).toString('utf8');
  const fromXml = /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
  if (fromXml !== undefined)
    return { code: fromXml, message: /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? '' };
  const parsed = jsonOf(text);
  const type =
    headers['x-amzn-errortype'] ?? textAt(parsed, '__type') ?? textAt(parsed, 'code') ?? `HTTP ${status}`;
  return {
    code: type.slice(type.indexOf('#') + 1).replace(/:.*$/, ''),
    message: textAt(parsed, 'message') ?? textAt(parsed, 'Message') ?? text.slice(0, 200),
  };
}

function jsonOf(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Reflect.get(value, name);
  return typeof member === 'string' ? member : undefined;
}
