import type { HttpResponse } from './protocols';
import type { Access } from './service';

/** What plain HTTP to a host of a service's own (a function URL) asks for: an operation of its API in other clothes. */
export interface Fronted {
  operation: string;
  input: object;
  /** What must be allowed, in place of what the operation itself asks for. */
  accesses: Access[];
  /** Whose state the operation works on. */
  accountId?: string;
  /** Where the operation works, if not where the host's name says. */
  region?: string;
  /** Whoever asks is nobody, signed or not. */
  isOpen?: boolean;
  /** Why the request comes to nothing. */
  refusal?: Error;
  /** The answer in HTTP. */
  answer(this: void, outcome: { output?: object; error?: Error }, requestId: string): HttpResponse;
}
