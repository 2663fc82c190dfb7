/** Seed of the generated cases, printed by each test. DIFFERENTIAL_SEED chooses another. */
export const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 20_261_121)

/** Milliseconds that the full number of cases may take. */
export const FULL_TIMEOUT_MS = 900_000

/** Number of generated cases: `full` if DIFFERENTIAL=full is set, which takes minutes. */
export function samplesOf({ usual, full }: { usual: number; full: number }): number {
  return process.env['DIFFERENTIAL'] === 'full' ? full : usual
}
