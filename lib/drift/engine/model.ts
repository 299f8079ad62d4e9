import type { Signal } from "./cell";
import type { Component } from "./component";

/**
 * What is usual for one component and how it varies. Deviations are counted on the scale on which a change is a shift: of a share
 * the logit, of a mean standard deviations of single values (`unit`).
 */
export interface ComponentModel {
  component: Component;
  /** The expected share or mean by hour of week (168), hour of day (24), or one for all. */
  levels: readonly number[];
  /** Standard deviation of one value; 1 for shares. */
  unit: number;
  /** How much more the sampling error varies than that of independent interactions; at least 1. */
  dispersion: number;
  /** Variance of what wanders, one for each of `TIME_CONSTANTS_H`. */
  wander: readonly number[];
  /** Variance of the error of the baseline's own level. */
  levelError: number;
  /** Shifts that are bet on, each with its part of the prior (adds up over the series to 1) and its penalty in nats a cell. */
  shifts: readonly number[];
  prior: readonly number[];
  penalty: readonly number[];
}

export interface Model {
  signal: Signal;
  /** What is added to a cell's time before its hour is taken: the offset of the project's clock. */
  clockOffsetMs: number;
  /** The period of the baseline, milliseconds since the epoch. */
  from: number;
  to: number;
  /** Which days the baseline has seen: on others nothing is evidence. */
  days: { week: boolean; weekend: boolean };
  components: readonly ComponentModel[];
}

/** Decay times in hours of what wanders around the baseline: minutes, hours, days. */
export const TIME_CONSTANTS_H: readonly number[] = [0.25, 2, 24];

/** Hour of the week, 0 to 167; the epoch was a Thursday. */
export const slotOf = (at: number, clockOffsetMs: number): number =>
  (((Math.floor((at + clockOffsetMs) / 3_600_000) + 72) % 168) + 168) % 168;

export const levelAt = ({ levels }: ComponentModel, slot: number): number =>
  levels[slot % levels.length] as number;

/**
 * The variance that wandering gives to a mean over so many hours (the integral of an Ornstein-Uhlenbeck process; Gardiner:
 * Handbook of Stochastic Methods, 3.8.4).
 */
export const wanderOfMean = (wander: readonly number[], hours: number): number =>
  wander.reduce((sum, variance, index) => {
    const x = hours / (TIME_CONSTANTS_H[index] as number);
    return sum + variance * (x < 1e-4 ? 1 : (2 / x) * (1 + Math.expm1(-x) / x));
  }, 0);
