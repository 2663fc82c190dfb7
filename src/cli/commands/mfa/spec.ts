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
      name: 'add',
      summary: 'enrol a virtual MFA device for your IAM user',
      description:
        'Creates the device, stores its seed, shows the seed as a QR code so that a phone can have it too, and enables the device. ' +
        'The profile then names it in mfa_serial.\n' +
        'If it is interrupted, run it again: it goes on with the same device.',
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
          description: 'replace a device of this name that no user has',
        },
        SIGNER_OPTION,
      ],
      examples: [
        { command: 'rolecall mfa add --profile work', does: 'enrol a device for the user of work' },
        {
          command: 'rolecall mfa add phone --profile work --no-store',
          does: 'enrol a device whose codes only a phone makes',
        },
      ],
    },
    {
      name: 'list',
      summary: 'list MFA devices, and where their codes come from',
      description:
        'Lists the devices that profiles name, and those with a stored seed. Nothing is read from a store, and AWS is not called.',
      options: [
        JSON_OPTION,
        {
          syntax: '--online',
          description: "ask IAM for the user's devices, and show which of them exist",
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
      summary: 'store the seed of a device that you have already',
      description:
        'Prompts for the seed, which is not shown: Base32 as in "show secret key", or the otpauth:// URI of a QR code.\n' +
        'AWS is asked whether it accepts a code from this seed.',
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
    {
      name: 'sync',
      summary: 'resynchronise a device whose codes AWS refuses',
      description:
        'Sends AWS two consecutive codes: those of the stored seed, by the clock of this machine, or those that you type.',
      arguments: [DEVICE_ARGUMENT],
      options: [SIGNER_OPTION],
      examples: [{ command: 'rolecall mfa sync work', does: "resynchronise work's device" }],
    },
    {
      name: 'remove',
      summary: 'remove a device from AWS, and its seed from the store',
      description:
        'First deactivates and deletes the device in AWS, then removes its seed and the mfa_serial lines of profiles. If AWS refuses, nothing is removed.',
      arguments: [DEVICE_ARGUMENT],
      options: [
        {
          syntax: '--local',
          description: 'remove only the stored seed: AWS goes on asking for codes of the device',
        },
        { syntax: '--yes', description: 'remove it without asking' },
        SIGNER_OPTION,
      ],
      examples: [
        { command: 'rolecall mfa remove work', does: "remove work's device" },
        { command: 'rolecall mfa remove work --local', does: 'forget its seed here' },
      ],
    },
  ],
  examples: [
    { command: 'rolecall mfa add --profile work', does: 'enrol a device for the user of work' },
    { command: 'rolecall mfa import work', does: "store the seed of work's device" },
    { command: 'rolecall mfa code work', does: 'print its current code' },
  ],
} as const satisfies CommandSpec
