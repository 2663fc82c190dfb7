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
    'The console session ends with the credentials, unless --duration says otherwise. ' +
    'The access key of an IAM user opens the console through GetFederationToken, limited by ' +
    '--policy or --policy-arn.',
  arguments: [
    {
      ...PROFILE_ARGUMENT,
      description:
        'profile in ~/.aws/config, or a role ARN (default: the credentials in the environment, else AWS_PROFILE, ROLECALL_PROFILE, "default")',
    },
  ],
  options: [
    { syntax: '--service <name>', description: 'page to open: s3, ec2, logs', values: SERVICES },
    { syntax: '--path <path>', description: 'any other page, as in its URL: /s3/buckets/logs' },
    {
      syntax: '--print',
      description: 'print the URL instead of opening it (secret for 15 minutes)',
    },
    { syntax: '--qr', description: 'with --print: also show the URL as a QR code, for a phone' },
    {
      syntax: '--browser <name>',
      description: 'chrome, edge, chromium, brave, vivaldi, firefox, or a program',
    },
    {
      syntax: '--container',
      description:
        "a container of the profile's own, beside other sign-ins (Chromium: a browser profile)",
    },
    { syntax: '--private', description: 'a private window' },
    { syntax: '--sign-out', description: "end the browser's present console session first" },
    PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    { command: 'rolecall console dev', does: 'the start page, in the region of the profile' },
    { command: 'rolecall console dev --service s3', does: 'the page of a service' },
    { command: 'rolecall console prod --container', does: 'beside another account' },
    { command: 'rolecall console dev --print', does: 'a URL for a browser on another machine' },
  ],
} as const satisfies CommandSpec
