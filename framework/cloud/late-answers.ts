import type { Engine } from './engine';
import type { Exchange } from './exchange';

const task = 'network';

/**
 * Answers that a fault holds up on their way back. What they say is settled; only their arrival is a step to come.
 *
 * No part of a world, like the callers that wait for them.
 */
export class LateAnswers {
  private readonly onTheWay = new Map<number, { caller: string; arrive: () => void }>();

  get size(): number {
    return this.onTheWay.size;
  }

  add(engine: Engine, { origin, entry }: Exchange, lateMs: number, arrive: () => void): void {
    const { timers, nowMs } = engine.world;
    const { id } = timers.add({
      atMs: nowMs + lateMs,
      work: true,
      owner: { task },
      kind: `answer to ${origin.task}`,
      payload: null,
      cause: entry,
    });
    this.onTheWay.set(id, { caller: origin.task, arrive });
    engine.taskTimers.set(task, (later) => {
      const answer = this.onTheWay.get(later.id);
      this.onTheWay.delete(later.id);
      answer?.arrive();
    });
  }

  /** The caller is gone: nothing arrives any more. */
  drop(engine: Engine, caller: string): void {
    for (const [id, answer] of this.onTheWay) {
      if (answer.caller !== caller) continue;
      this.onTheWay.delete(id);
      engine.world.timers.cancel(id);
    }
  }
}
