import { real } from '../../kernel';

export interface QuietOptions {
  /** What is looked at; nothing goes on when it stays the same. */
  look: () => Promise<{ seen: string; busy?: string }>;
  /** For so long it must stay the same. */
  quietMs: number;
  /** Longer is not waited. */
  withinMs: number;
  /** What is said while it takes long. */
  say: (line: string) => void;
  cloud: string;
}

const lookEveryMs = 250;
const sayEveryMs = 5000;

/** Waits in real time until nothing goes on any more; answers false when something still does at the end. */
export async function untilQuiet({ look, quietMs, withinMs, say, cloud }: QuietOptions): Promise<boolean> {
  const startMs = real.nowMs();
  let sameSinceMs = startMs;
  let saidMs = startMs;
  let seen: string | undefined;
  for (;;) {
    const now = await look();
    const nowMs = real.nowMs();
    if (now.seen !== seen || now.busy !== undefined) sameSinceMs = nowMs;
    seen = now.seen;
    if (nowMs - sameSinceMs >= quietMs) return true;
    if (nowMs - startMs >= withinMs) return false;
    if (nowMs - saidMs >= sayEveryMs) {
      saidMs = nowMs;
      const waited = Math.round((nowMs - startMs) / 1000);
      say(
        `waiting for ${cloud} to come to rest: ${now.busy ?? 'something still changes'} (${waited} of ${withinMs / 1000} s)`,
      );
    }
    await pause(lookEveryMs);
  }
}

/** A real pause. */
export function pause(spanMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  real.setTimeout(() => resolve(undefined), spanMs);
  return promise;
}
