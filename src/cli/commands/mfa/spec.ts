import { JSON_OPTION, PROFILE_OPTION } from '../../option-specs.js'
import type { ArgumentSpec, CommandSpec, OptionSpec } from '../../command-spec.js'

const DEVICE_ARGUMENT = {
  syntax: '[device]',
  description: 'a profile with an MFA device, or the name or the ARN of a device',
  values: 'profile',
} as const satisfies ArgumentSpec

const SIGNER_OPTION = {
  ...PROFILE_OPTION,
  description: 'profile with an access key of the IAM user who owns the device',
} as const satisfies OptionSpec

export const mfaSpec = {
  name: 'mfa',
  summary: 'manage MFA devices, and let rolecall compute their codes',
  description:
    'If you store the seed of a device (the secret in its QR code), rolecall computes its codes, and does not prompt.',
  options: [],
  subcommands: [
    {
      name: 'add',
      summary: 'enrol a virtual MFA device for your IAM user',
      description:
        'Creates the device, stores its seed, shows the seed as a QR code for your phone, and enables the device. ' +
        'It also writes mfa_serial into the profile.\n' +
        'If it is killed, run it again: it continues with the same device.',
      arguments: [
        {
          syntax: '[name]',
          description: 'name of the device in AWS (default: your user name)',
        },
      ],
      options: [
        {
          syntax: '--no-store',
          description: 'do not store the seed: only the phone has it, and you type two codes',
        },
        {
          syntax: '--replace',
          description: 'replace a device with this name that is not assigned to a user',
        },
        SIGNER_OPTION,
      ],
      examples: [
        { command: 'rolecall mfa add --profile work', does: 'enrol a device for the user of work' },
        {
          command: 'rolecall mfa add phone --profile work --no-store',
          does: 'enrol a device whose seed only a phone has',
        },
      ],
    },
    {
      name: 'list',
      summary: 'list MFA devices, and where their codes come from',
      description:
        'Lists the devices that profiles name, and those with a stored seed. Without --online, it does not call AWS. It never reads a seed.',
      options: [
        JSON_OPTION,
        {
          syntax: '--online',
          description:
            "also list the user's devices that no profile names, and show whether IAM has each device",
        },
        SIGNER_OPTION,
      ],
      examples: [
        { command: 'rolecall mfa list', does: 'list device, profiles and code source' },
        {
          command: 'rolecall mfa list --online --profile work',
          does: "also list the devices of work's user that no profile names",
        },
      ],
    },
    {
      name: 'import',
      summary: 'store the seed of an existing device',
      description:
        'Prompts for the seed without echo: Base32 as in "show secret key", or the otpauth:// URI of a QR code.\n' +
        'rolecall stores the seed only if AWS accepts a code computed from it.',
      arguments: [DEVICE_ARGUMENT],
      options: [
        { syntax: '--stdin', description: 'read the seed from standard input' },
        {
          syntax: '--mfa-serial <serial>',
          description: 'the device, if the profile does not name it',
        },
        { syntax: '--replace', description: 'replace a stored seed' },
        { syntax: '--no-verify', description: 'store the seed without checking it with AWS' },
        SIGNER_OPTION,
      ],
      examples: [
        { command: 'rolecall mfa import work', does: "prompt for the seed of work's device" },
        {
          command: 'pass otp uri aws | rolecall mfa import work --stdin',
          does: 'read the seed from pass',
        },
      ],
    },
    {
      name: 'code',
      summary: 'print the current code of a device',
      description:
        'Prints the six digits to stdout, and how long they are valid to stderr. The code comes from the stored seed, or from the program in rolecall_mfa or mfa_process.',
      arguments: [DEVICE_ARGUMENT],
      options: [PROFILE_OPTION],
      examples: [
        { command: 'rolecall mfa code work', does: "print the code of work's device" },
        { command: 'rolecall mfa code | pbcopy', does: 'copy the code for the console' },
      ],
    },
    {
      name: 'sync',
      summary: 'resynchronise a device whose codes AWS refuses',
      description:
        "Sends AWS two consecutive codes. rolecall computes them from the stored seed and this machine's clock, or prompts you for them.",
      arguments: [DEVICE_ARGUMENT],
      options: [SIGNER_OPTION],
      examples: [{ command: 'rolecall mfa sync work', does: "resynchronise work's device" }],
    },
    {
      name: 'remove',
      summary: 'remove a device from AWS, and its seed from the store',
      description:
        'First deactivates the device in AWS, and deletes it if it is a virtual one; then removes its seed and the mfa_serial lines that name it. If AWS refuses, it keeps the seed and these lines.',
      arguments: [DEVICE_ARGUMENT],
      options: [
        {
          syntax: '--local',
          description: 'remove only the stored seed; AWS still requires codes from the device',
        },
        { syntax: '--yes', description: 'remove it without asking' },
        SIGNER_OPTION,
      ],
      examples: [
        { command: 'rolecall mfa remove work', does: "remove work's device" },
        { command: 'rolecall mfa remove work --local', does: 'remove only its stored seed' },
      ],
    },
  ],
  examples: [
    { command: 'rolecall mfa add --profile work', does: 'enrol a device for the user of work' },
    { command: 'rolecall mfa import work', does: "store the seed of work's device" },
    { command: 'rolecall mfa code work', does: 'print its current code' },
  ],
} as const satisfies CommandSpec
