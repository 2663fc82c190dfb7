import { identityOf } from '../model.js'
import type { Operation } from '../operation.js'

export const getCallerIdentity: Operation = {
  signed: true,
  run({ caller }) {
    const { arn, userId, account } = identityOf(caller.principal)
    return { Arn: arn, UserId: userId, Account: account }
  },
}
