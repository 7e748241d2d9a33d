import type { ArchiveFile } from '../../template';
import { capturePath } from './proxy';

/** The file that is put beside a function's code, and its exported handler. */
export const captureModule = 'stormproof_capture';

/**
 * Wraps the package of a Node function: a module beside its code hands each event to the proxy before and after the
 * handler that it stands in for, so that the event can be delivered once more. The code itself stays as it is.
 */
export function captured(files: readonly ArchiveFile[]): ArchiveFile[] {
  return [...files, { path: `${captureModule}.mjs`, bytes: Buffer.from(source) }];
}

const source = `
// Some clouds set their own after the function's.
process.env.AWS_ENDPOINT_URL = process.env.STORMPROOF_PROXY;
const url = process.env.STORMPROOF_PROXY + '${capturePath}';
const tell = (told) => fetch(url, { method: 'POST', body: JSON.stringify(told) }).then(() => undefined, () => undefined);
const [, file, name] = /^(.*)\\.([^.]+)$/.exec(process.env.STORMPROOF_HANDLER);
let loaded;
async function load() {
  let last;
  for (const extension of ['.mjs', '.js', '.cjs']) {
    try {
      return await import(new URL('./' + file + extension, import.meta.url));
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes(file + extension)) throw error;
      last = error;
    }
  }
  throw last;
}
export async function handler(event, context) {
  const told = { function: context.functionName ?? process.env.AWS_LAMBDA_FUNCTION_NAME, requestId: context.awsRequestId, event };
  await tell({ ...told, phase: 'started' });
  try {
    loaded ??= await load();
    const inner = loaded[name] ?? loaded.default[name];
    if (inner.length < 3) return await inner(event, context);
    return await new Promise((resolve, reject) => inner(event, context, (error, value) => (error ? reject(error) : resolve(value))));
  } finally {
    await tell({ ...told, phase: 'ended' });
  }
}
`;
