import type { Fronted, HttpRequest } from '../../cloud/service';
import { preflight } from './cors/preflight';
import { postedForm } from './post-object/posted-form';
import type { S3Call } from './state';
import { website } from './website/endpoint';

/** Requests to S3 that no operation of its API stands for: preflights, forms and visits to a website. */
export const front = (request: HttpRequest, call: S3Call): Fronted | undefined =>
  request.method === 'OPTIONS'
    ? preflight(request, call)
    : (website(request, call) ?? postedForm(request, call));
