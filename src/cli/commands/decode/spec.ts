import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'
import { SIGNER_OPTIONS } from '../sts/spec.js'

export const decodeSpec = {
  name: 'decode',
  summary: 'decode an encoded authorization failure message',
  description:
    'Takes the message, or any error text that contains it. Without an argument, or with -, it reads stdin.\n' +
    'You need the permission sts:DecodeAuthorizationMessage.',
  arguments: [
    { syntax: '[message]', description: 'the message, or an error text that contains it' },
  ],
  options: [...SIGNER_OPTIONS, JSON_OPTION],
  examples: [
    {
      command: 'terraform apply 2>&1 | rolecall decode',
      does: 'decode the message in the output',
    },
    {
      command: 'rolecall decode --profile admin MESSAGE',
      does: 'with a profile that has the permission',
    },
  ],
} as const satisfies CommandSpec
