/** One line of the table. */
export interface Row {
  name: string
  /** The figure in this unit; undefined if it could not be measured. */
  value?: number
  unit: 'ms' | 'MB' | ''
  /** The name of the other figure in a comparison. */
  against?: string
  /** Median of the ratios, pair by pair. */
  ratio?: number
  /** Median of the differences, pair by pair, in the unit. */
  difference?: number
  /** `≤ 1.25 ×`; absent for a row that is information only. */
  budget?: string
  /** True if the figure is within the budget. */
  isMet?: boolean
  /** A remark for the reader, such as why there is no figure. */
  note?: string
}

/** The budget of a comparison. */
export type Limit = { ratio: number } | { difference: number }

/** Compares two lists of samples, in which one index is one round. */
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
    ? { budget: `≤ ${limit.ratio} ×`, isMet: ratio <= limit.ratio }
    : { budget: `≤ +${limit.difference} ms`, isMet: difference <= limit.difference }
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
