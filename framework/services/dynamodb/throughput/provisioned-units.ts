import type { UnitBank } from '../state';

/** Units that are not used are saved for this long (aws-behaviour.md 3.5). */
const savedSecondsMax = 300;

/**
 * What a table or index saves while AWS makes it, which takes about ten seconds there: new tables take that much of a
 * burst (moto's tests, verified on AWS, write eight units at once to a new table of five).
 */
const savedWhileMadeSeconds = 10;

/** A table or index that has just been given its units. */
export const newBank = (perSecond: number, nowMs: number): UnitBank => ({
  kind: 'bank',
  milliunits: perSecond * savedWhileMadeSeconds * 1000,
  atMs: nowMs,
});

/** A bank after the time since it was last looked at; counted in thousandths, so that the sums are exact. */
export function bankAt({ milliunits, atMs }: UnitBank, perSecond: number, nowMs: number): UnitBank {
  const filled = milliunits + perSecond * (nowMs - atMs);
  return { kind: 'bank', milliunits: Math.min(filled, perSecond * savedSecondsMax * 1000), atMs: nowMs };
}

/**
 * Takes units out of a bank; undefined where there are too few. A request that is larger than what comes in a second
 * needs no more than that to be let in, and what follows waits until it is paid off: otherwise a large item could
 * never be written to a small table.
 */
export function withdrawn(bank: UnitBank, perSecond: number, units: number): UnitBank | undefined {
  if (bank.milliunits < Math.min(units, perSecond) * 1000) return undefined;
  return { ...bank, milliunits: bank.milliunits - units * 1000 };
}
