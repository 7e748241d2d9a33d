import type { UnitDemand } from '../state';

/** What a new on-demand table or index takes in a second (aws-behaviour.md 3.5). */
export const onDemandUnits = { Read: 12_000, Write: 4_000 } as const;
/** An account's quota for one table or index. */
export const tableUnitsMax = 40_000;
/** A new peak counts as a previous one after this long. */
const peakSettlesMs = 30 * 60_000;

/** Why an on-demand table or index refuses a request. */
export type OnDemandLimit =
  'MaxOnDemandThroughputExceeded' | 'AccountLimitExceeded' | 'KeyRangeThroughputExceeded';

/** Demand on a table or index that takes `perSecond` units to begin with. */
export const newDemand = (perSecond: number, nowMs: number): UnitDemand => ({
  kind: 'demand',
  second: Math.floor(nowMs / 1000),
  units: 0,
  peak: perSecond / 2,
  rising: 0,
  risingSinceMs: nowMs,
});

/** Units that can be had within a second: twice the peak of former half hours. */
export const instantUnits = ({ peak }: UnitDemand): number => Math.min(2 * peak, tableUnitsMax);

/** Demand as it stands at a moment: a new second begins with nothing used. */
export function demandAt(demand: UnitDemand, nowMs: number): UnitDemand {
  const second = Math.floor(nowMs / 1000);
  if (demand.second === second) return demand;
  const rising = Math.max(demand.rising, demand.units);
  if (nowMs - demand.risingSinceMs < peakSettlesMs) return { ...demand, second, units: 0, rising };
  const peak = Math.max(demand.peak, rising);
  return { ...demand, second, units: 0, peak, rising: 0, risingSinceMs: nowMs };
}

/** Adds a request to the demand of its second, or tells what limit it is beyond. */
export function demanded(
  demand: UnitDemand,
  units: number,
  max: number | undefined,
): UnitDemand | OnDemandLimit {
  const total = demand.units + units;
  const isBeyond = (limit: number): boolean => demand.units + Math.min(units, limit) > limit;
  if (max !== undefined && isBeyond(max)) return 'MaxOnDemandThroughputExceeded';
  if (isBeyond(2 * demand.peak)) return 'KeyRangeThroughputExceeded';
  if (isBeyond(tableUnitsMax)) return 'AccountLimitExceeded';
  return { ...demand, units: total };
}
