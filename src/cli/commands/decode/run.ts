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
    throw new RolecallError(
      'usage',
      'this text does not contain an encoded authorization message',
      {
        hint: 'paste the complete error: "… Encoded authorization failure message: …"',
      },
    )
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
