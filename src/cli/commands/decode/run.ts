import { safeJson } from '../../../core/json.js'
import { RolecallError } from '../../../core/errors.js'
import { findEncodedMessage } from './encoded-message.js'
import { STS_OPERATIONS } from '../../../sts/api/operations.js'
import { stsParams } from '../../../sts/api/params.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import type { Run } from '../../command-types.js'
import { describeRefusal, parseRefusal } from './render.js'
import { callForProfile } from '../sts/call.js'
import type { decodeSpec } from './spec.js'

/** Enough for a long log. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024

export const run: Run<typeof decodeSpec> = async ({ args, options }, context) => {
  const [word = '-'] = args
  const text =
    word === '-'
      ? await readStdin(context.host, MAX_TEXT_BYTES, 'the error text', context.notify)
      : word
  const message = findEncodedMessage(text)
  if (!message) {
    const subject = text.trim() === '' ? 'the input is empty' : 'the text does not contain one'
    throw new RolecallError('usage', `no encoded authorization message was given: ${subject}`, {
      hint: 'pass the complete error that contains "Encoded authorization failure message:" to rolecall decode',
    })
  }
  const operation = STS_OPERATIONS.find(({ api }) => api === 'DecodeAuthorizationMessage')
  if (!operation) throw new RangeError('no operation to decode with')
  const params = stsParams(operation, new Map([['EncodedMessage', [message]]]))
  const { answer } = await callForProfile(operation, params, options, context)
  const { DecodedMessage } = answer
  const decoded = typeof DecodedMessage === 'string' ? DecodedMessage : ''
  context.print(options.json ? `${safeJson(decoded)}\n` : describeRefusal(parseRefusal(decoded)))
  return 0
}
