import type { ArchiveFile, Template } from '../template';
import type { Abilities } from './abilities';
import type { RequestHandler } from './request-handler';

/** What the `Cloud` needs of whatever answers its calls. */
export interface Backend {
  readonly name: string;
  readonly can: Abilities;
  /** Where clients reach it, unless they do by AWS's own names. */
  readonly endpoint?: string;
  /** How often something under way is looked at, in seconds, where time is real; else as the SDK's waiters do. */
  readonly pace?: { readonly minDelay: number; readonly maxDelay: number };
  /** Function code that is to tell of its invocations, where it runs outside of us. */
  readonly invocations?: {
    instrumented(template: Template): Template;
    packaged(template: Template, logicalId: string, files: ArchiveFile[]): ArchiveFile[];
  };
  /** Functions, by name, whose handler could not be loaded, with Lambda's error payload: where the cloud tells. */
  readonly unloadable?: ReadonlyMap<string, string>;
  /** Answers the requests of SDK clients. */
  readonly requestHandler: RequestHandler;
  nowMs(): number;
  play<T>(body: () => Promise<T>): Promise<T>;
  settle(withinMs?: number): Promise<void>;
  advance(spanMs: number): Promise<void>;
  close(): Promise<void>;
}
