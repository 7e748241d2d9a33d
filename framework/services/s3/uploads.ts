import * as errors from './errors';
import { partPrefix, partRow, uploadRow, type Part, type State, type Upload } from './state';

/** An upload that is under way, or NoSuchUpload: unknown, completed or aborted. */
export function requireUpload(
  input: { Bucket: string; Key: string; UploadId: string },
  state: State,
): Upload {
  const row = uploadRow({ bucket: input.Bucket, key: input.Key, uploadId: input.UploadId });
  const upload = state.uploads.get(row);
  if (upload === undefined) throw errors.noSuchUpload(input.UploadId);
  return upload;
}

/** Its parts, by rising number. */
export function partsOf(upload: Upload, state: State): Part[] {
  const parts: Part[] = [];
  for (const [, part] of state.parts.prefix(partPrefix(upload.uploadId))) parts.push(part);
  return parts;
}

export function removeUpload(upload: Upload, state: State): void {
  for (const { partNumber } of partsOf(upload, state))
    state.parts.delete(partRow(upload.uploadId, partNumber));
  state.uploads.delete(uploadRow(upload));
}
