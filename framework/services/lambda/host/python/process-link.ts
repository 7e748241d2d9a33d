import type { Socket } from 'node:net';
import type { Exit, Report } from '../contract';
import type { Link } from '../link';
import { type PackedReport, type ToWorker, packToWorker, unpackReport } from '../messages';
import { realEvery, realMs } from '../real-time';
import { FrameReader, frameOf } from './frames';
import { type Forked, forkPython } from './zygote';

// A step that waits for something real burns no CPU: it ends after this many limits.
const IDLE_LIMITS = 6;
const LOOKS_PER_LIMIT = 10;
// Paths are filled up with slashes, which mean nothing: their length would show in the layout of memory.
const PATH_LENGTH = 1024;

/** Hosts a Python environment in a process, forked off one that has loaded the SDK already. */
export function processLink(watchdogMs: number): Link {
  const forked = forkPython();
  const inbox = new Inbox(forked);
  /** Calls when a step takes too much CPU time, or by far too much of any; meanwhile this process stays alive. */
  const watch = (limitMs: number, onOver: () => void): (() => void) => {
    const startMs = realMs();
    const cpuAtStartMs = forked.cpuMs();
    return realEvery(Math.max(1, limitMs / LOOKS_PER_LIMIT), () => {
      const isOver = realMs() - startMs >= limitMs * IDLE_LIMITS;
      if (isOver || forked.cpuMs() - cpuAtStartMs >= limitMs) onOver();
    });
  };
  return {
    lastWords: undefined,
    send(message) {
      const frame = frameOf(packToWorker(padded(message)));
      // A process that has gone says so itself.
      void forked.connected.then(
        (socket) => socket.write(frame),
        () => undefined,
      );
    },
    async next() {
      const stop = watch(watchdogMs, () => {
        inbox.end({ code: 137, reason: 'watchdog' });
        forked.kill();
      });
      try {
        return await inbox.next();
      } finally {
        stop();
      }
    },
    async close() {
      const stop = realEvery(1000, () => undefined);
      forked.kill();
      await inbox.gone;
      stop();
    },
  };
}

/** What a process has said and nobody has heard yet, up to how it ended. */
class Inbox {
  /** Resolves when the process is gone and its last report has been read. */
  readonly gone: Promise<void>;
  private readonly reader = new FrameReader<PackedReport>();
  private readonly reports: Report[] = [];
  private death: Exit | undefined;
  private failure: unknown;
  private changed = Promise.withResolvers<void>();

  constructor(forked: Forked) {
    const closed = forked.connected.then(
      (socket) => this.listen(socket),
      (error: unknown) => {
        this.failure = error;
      },
    );
    // Its last report may still be on the way when its end is known.
    this.gone = Promise.all([forked.gone, closed]).then(([exit]) => {
      this.end(exit);
    });
  }

  async next(): Promise<Report | Exit> {
    for (;;) {
      const report = this.reports.shift();
      if (report !== undefined) return report;
      if (this.failure !== undefined) throw this.failure;
      if (this.death !== undefined) return this.death;
      await this.changed.promise;
    }
  }

  end(exit: Exit): void {
    this.death ??= exit;
    this.change();
  }

  private listen(socket: Socket): Promise<void> {
    socket.on('data', (bytes: Buffer) => {
      for (const message of this.reader.push(bytes)) this.reports.push(unpackReport(message));
      this.change();
    });
    return new Promise((resolve) => {
      socket.on('close', () => {
        resolve();
      });
    });
  }

  private change(): void {
    this.changed.resolve();
    this.changed = Promise.withResolvers();
  }
}

function padded(message: ToWorker): ToWorker {
  if (message.kind !== 'start') return message;
  const { taskRoot, layersRoot, scratch } = message.spec;
  const spec = { ...message.spec, taskRoot: filled(taskRoot), scratch: filled(scratch) };
  return { ...message, spec: layersRoot === undefined ? spec : { ...spec, layersRoot: filled(layersRoot) } };
}

function filled(path: string): string {
  return path.padEnd(PATH_LENGTH, '/');
}
