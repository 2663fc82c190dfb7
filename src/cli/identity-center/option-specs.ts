import type { ArgumentSpec, OptionSpec } from '../command-spec.js'

/** Where the roles of IAM Identity Center are looked up. */
export const SSO_SESSION_ARGUMENT = {
  syntax: '[session]',
  description:
    'an [sso-session], a profile or a start URL (default: that of AWS_PROFILE, else the only [sso-session])',
  values: 'profile',
} as const satisfies ArgumentSpec

/** The region of a start URL that no section has. */
export const SSO_REGION_OPTION = {
  syntax: '--sso-region <region>',
  description: 'region of IAM Identity Center, for a start URL',
  values: 'region',
} as const satisfies OptionSpec

/** For a machine without a browser that the user sees, as over SSH. */
export const DEVICE_OPTION = {
  syntax: '--device',
  description: 'sign in with a code on another device, even if there is a browser here',
} as const satisfies OptionSpec
