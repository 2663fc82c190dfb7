import { StsError } from '../errors.js'
import { checkInput } from '../input.js'
import { identityOf } from '../model.js'
import type { Operation } from '../operation.js'

export const getAccessKeyInfo: Operation = {
  signed: true,
  run({ input, model, sessions }) {
    checkInput(input, { AccessKeyId: { required: true, length: [16, 128], pattern: '[\\w]*' } })
    const requested = input.get('AccessKeyId')
    const user = model.users.find(({ keys }) => keys.some((key) => key.accessKeyId === requested))
    const session = sessions.find(({ accessKeyId }) => accessKeyId === requested)
    const principal = session?.principal ?? (user && { kind: 'user', user })
    if (!principal) throw new StsError('ValidationError', 'Access Key ID is invalid')
    return { Account: identityOf(principal).account }
  },
}
