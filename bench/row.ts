/** One line of the table. */
export interface Row {
  name: string
  /** What was measured, in this unit; undefined where it could not be. */
  value?: number
  unit: 'ms' | 'MB' | ''
  /** What it is compared with. */
  against?: string
  /** Median of the ratios, pair by pair. */
  ratio?: number
  /** Median of the differences, pair by pair, in the unit. */
  difference?: number
  /** `≤ 1.25 ×`; absent where there is nothing to promise. */
  budget?: string
  /** Whether the budget is kept. */
  kept?: boolean
  /** What a reader has to know, such as why there is no value. */
  note?: string
}

/** A limit for a comparison. */
export type Limit = { ratio: number } | { difference: number }

/** Samples of one round stand at the same index. */
export function compared(
  name: string,
  samples: readonly number[],
  against: { name: string; samples: readonly number[] },
  limit?: Limit,
): Row {
  const other = (index: number): number => against.samples[index] ?? Number.NaN
  const ratio = median(samples.map((sample, index) => sample / other(index)))
  const difference = median(samples.map((sample, index) => sample - other(index)))
  const row: Row = { name, value: median(samples), unit: 'ms', against: against.name }
  return { ...row, ratio, difference, ...verdict(limit, ratio, difference) }
}

function verdict(limit: Limit | undefined, ratio: number, difference: number) {
  if (!limit) return {}
  return 'ratio' in limit
    ? { budget: `≤ ${limit.ratio} ×`, kept: ratio <= limit.ratio }
    : { budget: `≤ +${limit.difference} ms`, kept: difference <= limit.difference }
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
