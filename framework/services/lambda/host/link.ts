import type { Exit, Report } from './contract';
import type { ToWorker } from './messages';

/** The way to whatever runs an environment: a thread for Node, a process for Python. */
export interface Link {
  send(message: ToWorker): void;
  /** The next report, or how the environment came to its end without one; resolves in a later turn or this one. */
  next(): Promise<Report | Exit>;
  /** What it died of, if it says so. */
  readonly lastWords: string | undefined;
  /** Ends it, or keeps it for another environment where that is possible and `isReusable`. */
  close(isReusable: boolean): Promise<void>;
}
