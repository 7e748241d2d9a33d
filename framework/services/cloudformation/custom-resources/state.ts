import type { Json } from '../../../cloud/service';

/** A request that somebody else is to answer. */
export interface CustomRequest {
  requestId: string;
  requestType: 'Create' | 'Update' | 'Delete';
  stackId: string;
  logicalId: string;
  /** Of what is left over of a resource. */
  leftover?: string;
  /** When it is answered too late. */
  untilMs: number;
  /** Bytes of the answer. */
  answer?: string;
}

/** What a custom resource's progress remembers. */
export type CustomMemo = {
  requestId?: string;
  /** The id that it has where its function gives none. */
  fallbackId: string;
  noEcho?: boolean;
} & { [name: string]: Json };
