/** Where deliveries meet the active faults, and what becomes of them there. */
import type { Engine } from './engine';
import type { DeliveryView } from './fault';

type Entry = Parameters<Engine['world']['timers']['add']>[0];

/** Queues a delivery as the faults leave it: later, several times over, or not at all; answers its id. */
export function deliver(
  engine: Engine,
  service: string,
  entry: Entry,
  delivery: { to: string; subject?: string },
): number {
  const { world, faults } = engine;
  const name = `${service}.${entry.kind}`;
  const view: DeliveryView = {
    service,
    kind: entry.kind,
    to: delivery.to,
    subject: delivery.subject,
    key: `${name}#${world.count(`delivery ${name}`)}`,
    dueMs: entry.atMs,
    nowMs: world.nowMs,
  };
  let { atMs } = entry;
  const copies: { fault: string; afterMs: number }[] = [];
  for (const fault of faults) {
    const effect = fault.delivery?.(view);
    if (effect === undefined) continue;
    engine.trace({ type: 'fault', cause: entry.cause, fault: fault.id, effect: fault.title });
    if (effect.isDropped === true) {
      fault.tookEffect('drop');
      return 0;
    }
    if (effect.overtakes === true) fault.tookEffect('overtake');
    atMs += effect.delayMs ?? 0;
    if ((effect.delayMs ?? 0) > 0) fault.tookEffect('delay');
    for (const afterMs of effect.copiesAfterMs ?? []) copies.push({ fault: fault.id, afterMs });
  }
  const { id } = world.timers.add({ ...entry, atMs });
  for (const { fault, afterMs } of copies) world.timers.add({ ...entry, atMs: atMs + afterMs, fault });
  return id;
}
