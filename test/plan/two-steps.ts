import type { StsTarget, Step } from '../../src/core/step.js'

export const TARGET: StsTarget = { region: 'eu-west-1' }

/** The MFA session of a user. */
export const MFA_SESSION = {
  operation: 'GetSessionToken',
  target: TARGET,
  input: { DurationSeconds: 43_200, SerialNumber: 'arn:aws:iam::111111111111:mfa/me' },
} as const satisfies Step

/** A role that is assumed with it, or without. */
export const ROLE = {
  operation: 'AssumeRole',
  target: TARGET,
  profile: 'dev',
  input: {
    RoleArn: 'arn:aws:iam::222222222222:role/dev',
    RoleSessionName: 'ann',
    DurationSeconds: 3600,
  },
} as const satisfies Step
