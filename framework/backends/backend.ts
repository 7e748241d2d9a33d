import type { Abilities } from './abilities';
import type { RequestHandler } from './request-handler';

/** What the `Cloud` needs of whatever answers its calls. */
export interface Backend {
  readonly name: string;
  readonly can: Abilities;
  /** Answers the requests of SDK clients. */
  readonly requestHandler: RequestHandler;
  nowMs(): number;
  play<T>(body: () => Promise<T>): Promise<T>;
  settle(withinMs?: number): Promise<void>;
  advance(spanMs: number): Promise<void>;
  close(): Promise<void>;
}
