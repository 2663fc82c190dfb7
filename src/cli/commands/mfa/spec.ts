import { JSON_OPTION, PROFILE_OPTION } from '../../option-specs.js'
import type { ArgumentSpec, CommandSpec, OptionSpec } from '../../command-spec.js'

const DEVICE_ARGUMENT = {
  syntax: '[device]',
  description: 'a profile with an MFA device, or the name or the ARN of a device',
  values: 'profile',
} as const satisfies ArgumentSpec

const SIGNER_OPTION = {
  ...PROFILE_OPTION,
  description: 'the profile whose access key belongs to the user',
} as const satisfies OptionSpec

export const mfaSpec = {
  name: 'mfa',
  summary: 'manage MFA devices whose codes rolecall makes itself',
  description:
    'If the seed of a device is stored, rolecall makes its codes itself, and never prompts for one.',
  options: [],
  subcommands: [
    {
      name: 'list',
      summary: 'list MFA devices, and where their codes come from',
      description:
        'Lists the devices that profiles name, and those with a stored seed. Nothing is read from a store, and AWS is not called.',
      options: [JSON_OPTION],
      examples: [{ command: 'rolecall mfa list', does: 'list device, profiles and code source' }],
    },
    {
      name: 'import',
      summary: 'store the seed of a device that you have already',
      description:
        'Prompts for the seed, which is not shown: Base32 as in "show secret key", or the otpauth:// URI of a QR code.\n' +
        'AWS is asked whether it accepts a code of it.',
      arguments: [DEVICE_ARGUMENT],
      options: [
        { syntax: '--stdin', description: 'read the seed from standard input' },
        {
          syntax: '--mfa-serial <serial>',
          description: 'the device, if the profile does not name it',
        },
        { syntax: '--replace', description: 'replace a seed that is stored' },
        { syntax: '--no-verify', description: 'store it without asking AWS' },
        SIGNER_OPTION,
      ],
      examples: [
        { command: 'rolecall mfa import work', does: "prompt for the seed of work's device" },
        {
          command: 'pass otp uri aws | rolecall mfa import work --stdin',
          does: 'take it from pass',
        },
      ],
    },
    {
      name: 'code',
      summary: 'print the current code of a device',
      description:
        'Prints the six digits on stdout, and on stderr how long they are valid. They come from the stored seed, or from the program that rolecall_mfa or mfa_process names.',
      arguments: [DEVICE_ARGUMENT],
      options: [PROFILE_OPTION],
      examples: [
        { command: 'rolecall mfa code work', does: "print the code of work's device" },
        { command: 'rolecall mfa code | pbcopy', does: 'copy the code for the console' },
      ],
    },
  ],
  examples: [
    { command: 'rolecall mfa import work', does: 'store the seed of the device of profile work' },
    { command: 'rolecall mfa code work', does: 'print its current code' },
  ],
} as const satisfies CommandSpec
