import { SERVICES } from '../../../signin/console/services.js'
import {
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const consoleSpec = {
  name: 'console',
  summary: 'open the AWS console in the browser',
  description:
    'The console session ends with the credentials, unless you pass --duration. ' +
    'If the profile has an access key but no role, rolecall asks before it grants everything that the user may do; ' +
    'to grant less, pass --policy or --policy-arn.',
  arguments: [
    {
      ...PROFILE_ARGUMENT,
      description:
        'profile in ~/.aws/config, or a role ARN (default: the credentials in the environment, else AWS_PROFILE, ROLECALL_PROFILE, AWS_DEFAULT_PROFILE, "default")',
    },
  ],
  options: [
    { syntax: '--service <name>', description: 'open the page of this service', values: SERVICES },
    {
      syntax: '--path <path>',
      description: 'open any other page, as in its URL: /s3/buckets/logs',
    },
    {
      syntax: '--print',
      description:
        'print the URL instead of opening it; for 15 minutes, anyone can sign in with it',
    },
    { syntax: '--qr', description: 'with --print: also show the URL as a QR code, for a phone' },
    {
      syntax: '--browser <name>',
      description: 'use chrome, edge, chromium, brave, vivaldi, firefox, or another program',
    },
    {
      syntax: '--container',
      description:
        'use a separate Firefox container, or a separate browser profile, for this profile',
    },
    { syntax: '--private', description: 'use a private window' },
    { syntax: '--sign-out', description: "end the browser's current console session first" },
    PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    { command: 'rolecall console dev', does: "open the start page, in the profile's region" },
    { command: 'rolecall console dev --service s3', does: 'open the page of a service' },
    { command: 'rolecall console prod --container', does: 'stay signed in to other accounts' },
    {
      command: 'rolecall console dev --print',
      does: 'print a URL for a browser on another machine',
    },
  ],
} as const satisfies CommandSpec
