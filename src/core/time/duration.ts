const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** AWS's limits for session durations, in seconds (docs/contracts.md §6). */
export const DURATION_LIMITS_SECONDS = {
  AssumeRole: { min: 900, max: 43_200 },
  AssumeRoleWithSAML: { min: 900, max: 43_200 },
  AssumeRoleWithWebIdentity: { min: 900, max: 43_200 },
  /** Of IAM Roles Anywhere. */
  CreateSession: { min: 900, max: 43_200 },
  AssumeRoot: { min: 0, max: 900 },
  GetFederationToken: { min: 900, max: 129_600 },
  GetSessionToken: { min: 900, max: 129_600 },
  GetWebIdentityToken: { min: 60, max: 3600 },
  /** A role assumed with temporary credentials, of another role or of GetSessionToken. */
  chained: { min: 900, max: 3600 },
} as const

/** The default of GetSessionToken, in seconds. */
export const DEFAULT_SESSION_SECONDS = 43_200

/** Operations with a duration parameter. */
export type TimedOperation = Exclude<keyof typeof DURATION_LIMITS_SECONDS, 'chained'>

/**
 * Parses a duration as flags and profiles write it.
 * @param text `3600`, `90m`, `1h30m`
 * @returns seconds; undefined for anything else
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,7}$/.test(text)) return Number(text)
  if (!/^(\d{1,7}[smhd])+$/.test(text)) return undefined
  return [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (UNITS[unit] ?? 1),
    0,
  )
}

/**
 * Formats a duration for messages: `47 min`, `3 h 20 min`, `12 s`.
 * @param seconds zero or more; fractions are dropped
 */
export function humanDuration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds))
  if (total < 60) return `${total} s`
  const minutes = Math.floor(total / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${Math.floor(minutes / 60)} h`
}
