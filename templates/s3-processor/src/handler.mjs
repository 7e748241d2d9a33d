import { log } from './log.mjs';
import { record, reject } from './records.mjs';
import { Rejection, readTotal, uploadsIn } from './uploads.mjs';

/**
 * Writes one record for each object that was uploaded, however often and in whatever order S3 tells of it.
 *
 * What can never be processed is recorded as rejected. Any other failure leaves the handler, so that Lambda tries the
 * event again and at last puts it into the dead-letter queue.
 */
export async function handler(event, { awsRequestId: requestId }) {
  let failure;
  for (const upload of uploadsIn(event, requestId)) {
    try {
      await take(upload, requestId);
    } catch (cause) {
      log('ERROR', 'not processed', { requestId, ...upload, cause });
      failure = cause;
    }
  }
  if (failure !== undefined) throw failure;
}

async function take(upload, requestId) {
  try {
    const { total, digest } = await readTotal(upload);
    const isNew = await record(upload, total, digest);
    log('INFO', isNew ? 'recorded' : 'was recorded before', { requestId, ...upload });
  } catch (cause) {
    if (!(cause instanceof Rejection)) throw cause;
    await reject(upload, cause.message);
    log('WARN', 'rejected', { requestId, ...upload, cause });
  }
}
