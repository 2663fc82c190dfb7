import { CALLER_OPTIONS } from '../sts/spec.js'
import type { CommandSpec } from '../../spec.js'

export const decodeSpec: CommandSpec = {
  name: 'decode',
  summary: 'what an encoded authorization failure message says',
  description:
    'Takes the message, or any error text that holds it; without an argument, or with -, from stdin.\n' +
    'Who decodes it needs the permission sts:DecodeAuthorizationMessage.',
  arguments: [{ syntax: '[message]', description: 'the message, or the text around it' }],
  options: [...CALLER_OPTIONS, { syntax: '--json', description: 'the document as AWS gives it' }],
  examples: [
    { command: 'terraform apply 2>&1 | rolecall decode', does: 'finds the message in the error' },
    { command: 'rolecall decode --profile admin MESSAGE', does: 'as somebody who may' },
  ],
}
