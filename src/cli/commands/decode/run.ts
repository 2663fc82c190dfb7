import { RolecallError } from '../../../core/errors.js'
import { findEncodedMessage } from '../../../core/encoded-message.js'
import { STS_OPERATIONS } from '../../../sts/api/operations.js'
import { stsParams } from '../../../sts/api/params.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import type { Run } from '../../command.js'
import { describeRefusal, parseRefusal } from './render.js'
import { askDirectly } from '../sts/call.js'

/** Bytes: a long log, and little enough to hold. */
const MOST_BYTES = 4 * 1024 * 1024

export const run: Run = async ({ args, options }, context) => {
  const [word = '-'] = args as [string | undefined]
  const text =
    word === '-'
      ? await readStdin(context.host, MOST_BYTES, 'the error text', context.notify)
      : word
  const message = findEncodedMessage(text)
  if (!message) {
    throw new RolecallError('usage', 'there is no encoded authorization message in this text', {
      hint: 'paste the whole error: "… Encoded authorization failure message: …"',
    })
  }
  const operation = STS_OPERATIONS.find(({ api }) => api === 'DecodeAuthorizationMessage')
  if (!operation) throw new RangeError('no operation to decode with')
  const params = stsParams(operation, new Map([['EncodedMessage', [message]]]))
  const { answer } = await askDirectly(operation, params, options, context)
  const decoded = String(answer['DecodedMessage'] ?? '')
  context.print(options['json'] === true ? `${decoded}\n` : describeRefusal(parseRefusal(decoded)))
  return 0
}
