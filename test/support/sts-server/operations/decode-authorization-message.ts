import { decodeAuthorizationMessage as decode } from '../authorization-messages.js'
import { StsError } from '../errors.js'
import { checkInput } from '../input.js'
import type { Operation } from '../operation.js'

export const decodeAuthorizationMessage: Operation = {
  signed: true,
  run({ input }) {
    checkInput(input, { EncodedMessage: { required: true, length: [1, 10_240] } })
    const decoded = decode(input.get('EncodedMessage') ?? '')
    if (decoded === undefined)
      throw new StsError(
        'InvalidAuthorizationMessageException',
        'Message is not a valid authorization message',
      )
    return { DecodedMessage: decoded }
  },
}
