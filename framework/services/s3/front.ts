import type { Fronted, HttpRequest } from '../../cloud/service';
import { preflight } from './cors/preflight';
import { postedForm } from './post-object/posted-form';
import type { S3Call } from './state';

/** Requests to S3 that no operation of its API stands for: a browser's preflights, and its forms. */
export const front = (request: HttpRequest, call: S3Call): Fronted | undefined =>
  request.method === 'OPTIONS' ? preflight(request, call) : postedForm(request, call);
